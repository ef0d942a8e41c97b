import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { toLean, UNUSED_MEMBERS } from './lean-schemas.js';

const require = createRequire(import.meta.url);

const SIMPLE = 0;
const SECRET = 8; // a trait
const STRUCTURE = 3;
const OPERATION = 9;

/**
 * A schema, with what it refers to in the place of the references, without what the worker does not read: the namespaces, the
 * names of shapes but for those of operations, the numbers of required members, that a text is a secret, and some members.
 */
function written(schema: unknown, seen: readonly unknown[] = []): unknown {
  if (typeof schema === 'function') return written(schema(), seen);
  if (!Array.isArray(schema)) return schema;
  if (seen.includes(schema)) return 'itself';
  const write = (part: unknown) => written(part, [...seen, schema]);
  if (schema.length === 2) {
    const [of, traits] = [write(schema[0]), schema[1]];
    if (traits !== 0) return [of, traits];
    return Array.isArray(of) && of[0] === SIMPLE && of[1] === SECRET ? of[2] : of;
  }
  const [kind, , name, traits, ...parts] = schema;
  if (kind === OPERATION) return [kind, name, traits, ...parts.map(write)];
  if (kind === STRUCTURE) {
    const members = parts[0].map((member: string, at: number) => [member, write(parts[1][at])]);
    return [kind, traits, members.filter(([member]: [string]) => !UNUSED_MEMBERS.has(member))];
  }
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

test('no member that is left out is named in the worker’s sources', async () => {
  const folder = fileURLToPath(new URL('../../sw', import.meta.url));
  const files = (await readdir(folder, { recursive: true })).filter(
    (name) => name.endsWith('.ts') && !/\btesting?\b|\.test\./.test(name),
  );
  expect(files.length).toBeGreaterThan(100);
  const words = new Set<string>();
  for (const name of files) {
    for (const [word] of (await readFile(join(folder, name), 'utf8')).matchAll(/\w+/g)) words.add(word);
  }
  expect(words).toContain('RefreshToken');
  expect([...UNUSED_MEMBERS].filter((member) => words.has(member))).toEqual([]);
});

test('a file that registers exceptions in a way of its own is not taken for a lean one', () => {
  expect(() => toLean('import { A } from "./elsewhere";')).toThrow('another way');
  expect(() => toLean('const r = new TypeRegistry(_s, 1);')).toThrow('another way');
});
