import { build } from 'esbuild';
import { expect, test } from 'vitest';

/** Parts of the AWS SDK that do for its clients what this folder does itself, or never does. */
const CLIENT_PARTS =
  /Client\.js$|\/(?:commands|endpoints?|auth|retry|event-streams|config|checksum|pagination|middleware\S*)\/|credential|signature|user-agent|runtimeConfig/;

const LIMIT_BYTES = 80_000; // minified, not compressed: 70,000 for seven operations, and 300 for each that is added

test('a worker gets the schemas and the codec of the AWS SDK, and nothing of its clients', async () => {
  const { outputFiles, metafile } = await build({
    stdin: {
      contents: "export * from './user-pool.js'; export * from './identity-pool.js';",
      resolveDir: new URL('.', import.meta.url).pathname,
    },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  const [bundle] = outputFiles;
  const inputs = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs));
  const shipped = inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => path);
  expect(shipped).toContainEqual(expect.stringContaining('client-cognito-identity-provider/dist-es/schemas/'));
  expect(shipped.filter((path) => CLIENT_PARTS.test(path))).toEqual([]);
  expect(bundle!.text).not.toMatch(/\bimport\(/); // a service worker may not
  expect(bundle!.contents.length).toBeLessThan(LIMIT_BYTES);
});
