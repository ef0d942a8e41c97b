import { mkdir, writeFile } from 'node:fs/promises';
import { readyMadeWorker } from './ready-made-worker.js';

/** A part of `npm run build`: the script that the command `init` copies. */

const FOLDER = new URL('../../dist/worker/', import.meta.url);

await mkdir(FOLDER, { recursive: true });
await writeFile(new URL('cognito-session-worker.js', FOLDER), await readyMadeWorker());
