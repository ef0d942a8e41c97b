import type {
  FetchMFAPreferenceOutput,
  TOTPSetupData,
  UpdateMFAPreferenceInput,
  VerifyTOTPSetupInput,
} from '../../shared/mfa.js';
import type { WithAccessToken } from './access-token.js';
import { type Authorized, type AuthorizedOperation, authorizer } from './authorized-operation.js';
import type { SessionContext } from './context.js';
import { operationSupersededError } from './errors.js';
import { requireLiveSignIn } from './state-of.js';

/** What the user pool lets a signed-in user do with the second factors. */
export interface MFAOperations {
  /** Answers the secret that the pool and an authenticator app are to share: base32. */
  readonly associateSoftwareToken: AuthorizedOperation<undefined, string>;
  readonly verifyTOTPSetup: AuthorizedOperation<VerifyTOTPSetupInput, void>;
  readonly fetchMFAPreference: AuthorizedOperation<undefined, FetchMFAPreferenceOutput>;
  readonly updateMFAPreference: AuthorizedOperation<UpdateMFAPreferenceInput, void>;
}

export interface MFA extends Omit<Authorized<MFAOperations>, 'associateSoftwareToken'> {
  setUpTOTP(): Promise<TOTPSetupData>;
}

export function createMFA({ door, mfa }: SessionContext, withAccessToken: WithAccessToken): MFA {
  const authorize = authorizer(mfa, withAccessToken);
  const associateSoftwareToken = authorize((all) => all.associateSoftwareToken);
  return {
    async setUpTOTP() {
      const { generation } = await door.read();
      const sharedSecret = await associateSoftwareToken(undefined);
      const record = await door.read();
      const { user } = requireLiveSignIn(record);
      if (record.generation !== generation) throw operationSupersededError();
      return { sharedSecret, accountName: user.username };
    },
    verifyTOTPSetup: authorize((all) => all.verifyTOTPSetup),
    fetchMFAPreference: authorize((all) => all.fetchMFAPreference),
    updateMFAPreference: authorize((all) => all.updateMFAPreference),
  };
}
