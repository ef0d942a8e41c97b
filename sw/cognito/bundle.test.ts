import { build } from 'esbuild';
import { expect, test } from 'vitest';

/** Parts of the AWS SDK that do for its clients what this folder does itself, or never does. */
const CLIENT_PARTS =
  /Client\.js$|\/(?:commands|endpoints?|auth|retry|event-streams|config|checksum|pagination|middleware\S*)\/|credential|signature|user-agent|runtimeConfig/;

const SDK_LIMIT_BYTES = 75_000; // minified: 63,500 with seven operations, and 300 for each that is added

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
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs));
  const fromSdk = inputs.filter(
    ([path, { bytesInOutput }]) => bytesInOutput > 0 && /node_modules\/@(?:aws-sdk|smithy)\//.test(path),
  );
  const paths = fromSdk.map(([path]) => path);
  expect(paths).toContainEqual(expect.stringContaining('client-cognito-identity-provider/dist-es/schemas/'));
  expect(paths.filter((path) => CLIENT_PARTS.test(path))).toEqual([]);
  expect(bundle!.text).not.toMatch(/\bimport\(/); // a service worker may not
  expect(fromSdk.reduce((sum, [, { bytesInOutput }]) => sum + bytesInOutput, 0)).toBeLessThan(SDK_LIMIT_BYTES);
});
