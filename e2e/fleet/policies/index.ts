import { awsAmplify } from './aws-amplify.js';
import { oidcClientTs } from './oidc-client-ts.js';
import { onePerOrigin } from './one-per-origin.js';
import type { RenewalPolicy } from './renewal-policy.js';

/** Those who are compared, this project first. */
export const POLICIES: readonly RenewalPolicy[] = [onePerOrigin, awsAmplify, oidcClientTs];
