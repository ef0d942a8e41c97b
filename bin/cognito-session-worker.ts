#!/usr/bin/env node
import { fileURLToPath } from 'node:url';
import { runCommand } from './run-command.js';

const workerScript = fileURLToPath(new URL('../worker/cognito-session-worker.js', import.meta.url));
const { exitCode, lines } = await runCommand(process.argv.slice(2), workerScript);

process[exitCode === 0 ? 'stdout' : 'stderr'].write(`${lines.join('\n')}\n`);
process.exitCode = exitCode;
