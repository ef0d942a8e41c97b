import type { Measure } from '../measure.js';
import { firstCall } from './first-call.js';
import { srp } from './srp.js';
import { warmRead } from './warm-read.js';

export const MEASURES: readonly Measure[] = [warmRead, firstCall, srp];
