import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

const SCHEMAS = /@aws-sdk[\\/]client-cognito-identity(?:-provider)?[\\/]dist-es[\\/]schemas[\\/]schemas_0\.js$/;

/**
 * For esbuild: leaves out of the AWS SDK's schemas the exceptions, which they register with their classes as soon as they are
 * evaluated. The worker reads exceptions by their names (sw/cognito/aws-json.ts), and the classes are 20 kB, minified, that no
 * bundler can tell from something that is needed. The names of shapes go as well, for nobody reads any but those of operations.
 */
export function leanSchemas(): Plugin {
  return {
    name: 'lean-schemas',
    setup({ onLoad }) {
      onLoad({ filter: SCHEMAS }, async ({ path }) => ({ contents: withoutExceptions(await readFile(path, 'utf8')) }));
    },
  };
}

/** @throws if the file is not as it was when this was written. */
export function withoutExceptions(source: string): string {
  const lean = source
    .replace(/^import \{[^}]*\} from "(?:@smithy\/core\/schema|\.\.\/models\/\w+)";$/gm, '')
    .replace(/^const (\w+) = new TypeRegistry\(\w+\);$/gm, 'const $1 = undefined;')
    .replace(/^\w+\.registerError\(\w+\$, \w+\);$/gm, '')
    .replace(/(?<==\s)\[([0-4]), n0, _\w+,/g, "[$1, '', '',");
  if (/^import |TypeRegistry\b|registerError|new /m.test(lean)) {
    throw new Error("The AWS SDK's schemas register their exceptions in another way than before: see lean-schemas.ts.");
  }
  return lean;
}
