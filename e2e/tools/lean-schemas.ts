import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/** A structure, its members' names, and their schemas: each in a line, and no list within, once they are lean. */
const STRUCTURE = /(\[3, 0, 0,\n {4}0,\n {4})\[([^\]]+)\],\n {4}\[([^[\]]+)\]/g;

const SCHEMAS = /@aws-sdk[\\/]client-cognito-identity(?:-provider)?[\\/]dist-es[\\/]schemas[\\/]schemas_0\.js$/;

/**
 * For esbuild: leaves out of the AWS SDK's schemas the exceptions, which they register with their classes as soon as they are
 * evaluated. The worker reads exceptions by their names (sw/cognito/aws-json.ts), and the classes are 20 kB, minified, that no
 * bundler can tell from something that is needed. What the worker never reads goes as well: the namespaces, the names of shapes
 * but for those of operations, how many members are required, which texts are secrets, each of which is a shape of its own, and
 * {@link UNUSED_MEMBERS}.
 */
export function leanSchemas(): Plugin {
  return {
    name: 'lean-schemas',
    setup({ onLoad }) {
      onLoad({ filter: SCHEMAS }, async ({ path }) => ({ contents: toLean(await readFile(path, 'utf8')) }));
    },
  };
}

/** Members that the worker neither sends nor reads, of any shape. */
export const UNUSED_MEMBERS: ReadonlySet<string> = new Set([
  'AnalyticsMetadata',
  'ClientSecret',
  'MFAOptions',
  'PaginationToken',
  'RevokeAssociatedSessions',
  'SecretHash',
  'TokenType',
  'UserContextData',
  'WebAuthnMfaSettings',
]);

/** @throws if the file is not as it was when this was written. */
export function toLean(source: string): string {
  const unnamed = source
    .replace(/^import \{[^}]*\} from "(?:@smithy\/core\/schema|\.\.\/models\/\w+)";$/gm, '')
    .replace(/^const (\w+) = new TypeRegistry\(\w+\);$/gm, 'const $1 = undefined;')
    .replace(/^\w+\.registerError\(\w+\$, \w+\);$/gm, '')
    .replace(/(?<==\s)\[([0-4]), n0, _\w+,/g, '[$1, 0, 0,')
    .replace(/(?<==\s)\[9, n0,/g, '[9, 0,')
    .replace(/\], \d+\n\];/g, ']\n];');
  const secrets = new Map(
    [...unnamed.matchAll(/^var (\w+) = \[0, 0, 0, 8, (\d+)\];$/gm)].map(([, name = '', kind = '']) => [name, kind]),
  );
  // A schema with its traits; at the head of a line it is the schemas of two members.
  const lean = unnamed.replace(
    /(?<!^ {4})\[\(\) => ([\w$]+), 0\]/gm,
    (_, name: string) => secrets.get(name) ?? `() => ${name}`,
  );
  const texts = new Map(
    [...source.matchAll(/^const (\w+) = "(\w+)";$/gm)].map(([, name = '', text = '']) => [name, text]),
  );
  const used = lean.replace(STRUCTURE, (_, before: string, names: string, schemas: string) => {
    const types = schemas.split(', ');
    const members = names.split(', ').map((name, at) => [name, types[at]] as const);
    const kept = members.filter(([name]) => !UNUSED_MEMBERS.has(texts.get(name) ?? ''));
    return `${before}[${kept.map(([name]) => name).join(', ')}],\n    [${kept.map(([, type]) => type).join(', ')}]`;
  });
  if (/^import |TypeRegistry\b|registerError|new /m.test(used)) {
    throw new Error("The AWS SDK's schemas register their exceptions in another way than before: see lean-schemas.ts.");
  }
  return used;
}
