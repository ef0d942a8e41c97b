import type { MFAPreference } from '../../shared/mfa.js';
import type { UserPoolConfig } from '../config.js';
import type { MFAOperations } from '../session/mfa.js';
import type { CognitoEnvironment } from './environment.js';
import { mfaTypes } from './mfa-types.js';
import { requireFields } from './required-fields.js';
import { AssociateSoftwareToken, GetUser, SetUserMFAPreference, VerifySoftwareToken } from './user-pool-operations.js';
import { createUserPoolTransport, recipientOf } from './user-pool-transport.js';

/** The operations of a user pool on a signed-in user's second factors. */
export function createMFAOperations(config: UserPoolConfig, environment: CognitoEnvironment): MFAOperations {
  const transport = createUserPoolTransport(config, environment);
  const recipient = recipientOf(config);

  return {
    async associateSoftwareToken(AccessToken, _input, signal) {
      const answer = await transport.call(AssociateSoftwareToken, { AccessToken }, signal);
      return requireFields(answer, ['SecretCode'], '', { operation: 'AssociateSoftwareToken', recipient }).SecretCode;
    },

    async verifyTOTPSetup(AccessToken, { code, options }, signal) {
      const FriendlyDeviceName = options?.friendlyDeviceName;
      const request = { AccessToken, UserCode: code, ...(FriendlyDeviceName !== undefined && { FriendlyDeviceName }) };
      await transport.call(VerifySoftwareToken, request, signal);
    },

    async fetchMFAPreference(AccessToken, _input, signal) {
      const answer = await transport.call(GetUser, { AccessToken }, signal);
      const [preferred] = mfaTypes(answer.PreferredMfaSetting ? [answer.PreferredMfaSetting] : []);
      const enabled = answer.UserMFASettingList && mfaTypes(answer.UserMFASettingList);
      return { ...(preferred && { preferred }), ...(enabled && { enabled }) };
    },

    async updateMFAPreference(AccessToken, { sms, totp, email }, signal) {
      const request = {
        AccessToken,
        ...(sms && { SMSMfaSettings: SETTINGS[sms] }),
        ...(totp && { SoftwareTokenMfaSettings: SETTINGS[totp] }),
        ...(email && { EmailMfaSettings: SETTINGS[email] }),
      };
      await transport.call(SetUserMFAPreference, request, signal);
    },
  };
}

const SETTINGS: Readonly<Record<MFAPreference, { readonly Enabled: boolean; readonly PreferredMfa?: boolean }>> = {
  DISABLED: { Enabled: false },
  ENABLED: { Enabled: true },
  PREFERRED: { Enabled: true, PreferredMfa: true },
  NOT_PREFERRED: { Enabled: true, PreferredMfa: false },
};
