import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { transform } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { withoutExceptions } from './lean-schemas.js';

const require = createRequire(import.meta.url);

const OPERATION = 9;

/** A schema, with what it refers to in the place of the references, and without the names of shapes. */
function written(schema: unknown, seen: readonly unknown[] = []): unknown {
  if (typeof schema === 'function') return written(schema(), seen);
  if (!Array.isArray(schema)) return schema;
  if (seen.includes(schema)) return 'itself';
  const [kind, namespace, name] = schema;
  const parts = typeof name === 'string' && kind !== OPERATION ? [kind, typeof namespace, ...schema.slice(3)] : schema;
  return parts.map((part) => written(part, [...seen, schema]));
}

describe.each(['@aws-sdk/client-cognito-identity', '@aws-sdk/client-cognito-identity-provider'])('%s', (name) => {
  const file = join(dirname(require.resolve(`${name}/package.json`)), 'dist-es/schemas/schemas_0.js');

  test('has the same schemas without its exceptions', async () => {
    const source = withoutExceptions(await readFile(file, 'utf8'));
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
  expect(() => withoutExceptions('import { A } from "./elsewhere";')).toThrow('another way');
  expect(() => withoutExceptions('const r = new TypeRegistry(_s, 1);')).toThrow('another way');
});
