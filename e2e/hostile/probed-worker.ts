import './probe.js'; // first: it photographs the realm before the session worker is there
import type { SessionWorkerConfig } from '../../sw/config.js';
import { startSessionWorker } from '../../sw/index.js';

/** Written at the head of the script by whoever serves it. */
declare const CONFIG: SessionWorkerConfig;

startSessionWorker(CONFIG);
