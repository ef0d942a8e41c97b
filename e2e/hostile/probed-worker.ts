import type { SessionWorkerConfig } from '../../sw/config.js';
import { startSessionWorker } from '../../sw/index.js';
import { startProbe } from './probe.js';

/** Written at the head of the script by whoever serves it. */
declare const CONFIG: SessionWorkerConfig;

startProbe();
startSessionWorker(CONFIG);
