import type { Measure } from '../measure.js';
import { apiCall } from './api-call.js';
import { broadcast } from './broadcast.js';
import { firstCall } from './first-call.js';
import { firstResponse } from './first-response.js';
import { renewals } from './renewals.js';
import { pageSize, workerSize } from './sizes.js';
import { srp } from './srp.js';
import { unmatched } from './unmatched.js';
import { warmRead } from './warm-read.js';

/** In the order of the table. */
export const MEASURES: readonly Measure[] = [
  warmRead,
  firstCall,
  firstResponse,
  apiCall,
  unmatched,
  pageSize,
  workerSize,
  renewals,
  srp,
  broadcast,
];
