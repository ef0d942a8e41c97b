import type { UserAttributes } from './account.js';
import type { WireResult } from './wire-result.js';

/**
 * The part of the worker's methods that Cognito authorises with the user's access token. The worker adds the token: no
 * page needs to hold one for them, whatever accessors the policy grants.
 */
export interface AccountApi {
  fetchUserAttributes(): Promise<WireResult<UserAttributes>>;
}
