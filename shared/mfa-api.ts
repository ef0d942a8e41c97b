import type { FetchMFAPreferenceOutput, TOTPSetupData, UpdateMFAPreferenceInput, VerifyTOTPSetupInput } from './mfa.js';
import type { WireResult } from './wire-result.js';

/** The part of the worker's methods that is about the signed-in user's second factors. */
export interface MFAApi {
  setUpTOTP(): Promise<WireResult<TOTPSetupData>>;
  verifyTOTPSetup(input: VerifyTOTPSetupInput): Promise<WireResult<null>>;
  fetchMFAPreference(): Promise<WireResult<FetchMFAPreferenceOutput>>;
  updateMFAPreference(input: UpdateMFAPreferenceInput): Promise<WireResult<null>>;
}
