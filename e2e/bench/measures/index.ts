import type { Measure } from '../measure.js';
import { apiCall } from './api-call.js';
import { firstCall } from './first-call.js';
import { firstResponse } from './first-response.js';
import { srp } from './srp.js';
import { unmatched } from './unmatched.js';
import { warmRead } from './warm-read.js';

export const MEASURES: readonly Measure[] = [warmRead, firstCall, firstResponse, apiCall, unmatched, srp];
