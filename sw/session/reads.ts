import type { AuthSessionData, AWSCredentials, CognitoTokens } from '../../shared/session-api.js';
import type { GrantedProviders } from '../../shared/session-state.js';
import type { AccessorContext, Accessors } from './accessors.js';
import { withheldError } from './errors.js';
import { isSomebody } from './state-of.js';

/** What pages ask most often: the session, and its accessors as far as the application's policy grants them. */
export interface Reads extends Pick<Accessors, 'getUserSub' | 'getIdentityId' | 'getCurrentUser'> {
  fetchAuthSession(): Promise<AuthSessionData>;
  getAWSCredentials(sessionId: string): Promise<AWSCredentials>;
  getCognitoTokens(sessionId: string): Promise<CognitoTokens>;
}

export interface ReadsOptions {
  readonly granted: GrantedProviders;
}

/** Makes them of the accessors, which know of no policy. */
export function createReads(
  { door }: Pick<AccessorContext, 'door'>,
  accessors: Accessors,
  { granted }: ReadsOptions,
): Reads {
  return {
    ...accessors,

    async fetchAuthSession() {
      const record = await door.read();
      return { isSignedIn: isSomebody(record), sessionId: record.sessionId, granted };
    },

    async getAWSCredentials(sessionId) {
      if (!granted.awsCredentials) throw withheldError('awsCredentials');
      return (await accessors.credentialsOf(sessionId)).value;
    },

    async getCognitoTokens(sessionId) {
      if (!granted.cognitoTokens) throw withheldError('cognitoTokens');
      return (await accessors.tokensOf(sessionId)).value;
    },
  };
}
