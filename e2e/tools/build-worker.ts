import { mkdir, writeFile } from 'node:fs/promises';
import { thirdPartyNotices } from './third-party-notices.js';
import { readyMadeWorker, workerModule } from './worker-scripts.js';

/** A part of `npm run build`: the package's entry for workers, the script that the command `init` copies, and what is in them. */

const FOLDER = new URL('../../dist/worker/', import.meta.url);

await mkdir(FOLDER, { recursive: true });
await Promise.all([
  writeFile(new URL('index.js', FOLDER), await workerModule()),
  writeFile(new URL('cognito-session-worker.js', FOLDER), await readyMadeWorker()),
  writeFile(new URL('THIRD-PARTY-NOTICES.txt', FOLDER), await thirdPartyNotices('sw/ready-made-worker.ts')),
]);
