import type { TOTPSetupData } from '../shared/mfa.js';
import type * as wire from '../shared/sign-in.js';

/** What an authenticator app has to be given, as in Amplify JS v6. */
export interface AuthTOTPSetupDetails extends TOTPSetupData {
  /**
   * The URL that an authenticator app reads from a QR code: `otpauth://totp/…`.
   *
   * @param appName what the app is to show as the issuer.
   * @param accountName the user's name unless given.
   */
  getSetupUri(appName: string, accountName?: string): URL;
}

/** What the sign-in needs next: the values are those of Amplify JS v6. */
export type SignInNextStep = wire.SignInNextStep<AuthTOTPSetupDetails>;
/** How a sign-in stands: over, or at the step that it needs next. */
export type SignInOutput = wire.SignInOutput<AuthTOTPSetupDetails>;

/** Gives the secret for an authenticator app its function: no function travels in a message. */
export function addSetupUri(details: TOTPSetupData): AuthTOTPSetupDetails {
  return {
    ...details,
    getSetupUri(appName, accountName = details.accountName) {
      const [app, account] = [appName, accountName].map((name) => encodeURIComponent(name));
      return new URL(`otpauth://totp/${app}:${account}?secret=${details.sharedSecret}&issuer=${app}`);
    },
  };
}
