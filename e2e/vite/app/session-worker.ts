import type { SessionWorkerConfig } from '../../../sw/config.js';
import { startSessionWorker } from '../../../sw/index.js';

/** An app has its pools from its environment, or from a file; this one, whose pools are new in each test, from `define`. */
declare const CONFIG: SessionWorkerConfig;

startSessionWorker(CONFIG);
