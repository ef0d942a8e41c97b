import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { transform } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { toLean } from './lean-schemas.js';

const require = createRequire(import.meta.url);

const SIMPLE = 0;
const SECRET = 8; // a trait
const STRUCTURE = 3;
const OPERATION = 9;

/**
 * A schema, with what it refers to in the place of the references, without what the worker does not read: the namespaces, the
 * names of shapes but for those of operations, the numbers of required members, and that a text is a secret.
 */
function written(schema: unknown, seen: readonly unknown[] = []): unknown {
  if (typeof schema === 'function') return written(schema(), seen);
  if (!Array.isArray(schema)) return schema;
  if (seen.includes(schema)) return 'itself';
  const write = (part: unknown) => written(part, [...seen, schema]);
  if (schema.length === 2) {
    const of = write(schema[0]);
    return Array.isArray(of) && of[0] === SIMPLE && of[1] === SECRET ? of[2] : [of, schema[1]];
  }
  const [kind, , name, traits, ...parts] = schema;
  if (kind === OPERATION) return [kind, name, traits, ...parts.map(write)];
  if (kind === STRUCTURE) return [kind, traits, parts[0], parts[1].map(write)];
  return [kind, traits, ...parts.map(write)];
}

describe.each(['@aws-sdk/client-cognito-identity', '@aws-sdk/client-cognito-identity-provider'])('%s', (name) => {
  const file = join(dirname(require.resolve(`${name}/package.json`)), 'dist-es/schemas/schemas_0.js');

  test('has the same schemas without its exceptions', async () => {
    const source = toLean(await readFile(file, 'utf8'));
    const { code } = await transform(source, { format: 'cjs' });
    const exported: Record<string, unknown> = {};
    new Function('module', code)({
      set exports(value: Record<string, unknown>) {
        Object.defineProperties(exported, Object.getOwnPropertyDescriptors(value));
      },
    });
    const original: Record<string, unknown> = require(name);
    const schemas = Object.keys(exported).filter((key) => key.endsWith('$'));
    expect(schemas.length).toBeGreaterThan(50);
    for (const schema of schemas) expect(written(exported[schema]), schema).toEqual(written(original[schema]));
  });
});

test('a file that registers exceptions in a way of its own is not taken for a lean one', () => {
  expect(() => toLean('import { A } from "./elsewhere";')).toThrow('another way');
  expect(() => toLean('const r = new TypeRegistry(_s, 1);')).toThrow('another way');
});
