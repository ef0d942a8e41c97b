import fc from 'fast-check';
import { FUZZ_FACTOR } from './fuzz-runs.js';

/** What `npm test` tries is the same each time, so that it fails because of a change and not by chance. */
const SEED = 20_261_125;

if (FUZZ_FACTOR === undefined) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: SEED });
