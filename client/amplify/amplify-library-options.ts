import type { AuthError } from '../../shared/auth-error.js';
import type { AuthResult } from '../../shared/auth-result.js';
import {
  type AuthSession,
  isAuthAWSCredentialsProvider,
  isAuthCognitoIdentityProvider,
  isAuthCognitoTokensProvider,
} from '../auth-session.js';
import { decodeJwt, type Jwt } from './decode-jwt.js';

/** What {@link amplifyLibraryOptions} asks: a `SessionClient`, or whatever stands in for one in a test. */
export interface SessionSource {
  /** As `SessionClient` has it. */
  fetchAuthSession(options?: { readonly forceRefresh?: boolean }): Promise<AuthSession>;
}

/** Amplify's `AuthTokens`. */
export interface AmplifyTokens {
  accessToken: Jwt;
  idToken: Jwt;
}

/** Amplify's `CredentialsAndIdentityId`. */
export interface AmplifyCredentials {
  credentials: {
    accessKeyId: string;
    secretAccessKey: string;
    sessionToken: string;
    /** On this machine's clock. */
    expiration: Date;
  };
  identityId?: string;
}

/** The part of Amplify's `LibraryOptions` by which it gets its tokens and credentials. */
export interface AmplifyAuthOptions {
  Auth: {
    tokenProvider: {
      /** The session's tokens, valid now; null where there are none. `forceRefresh` renews the credentials as well. */
      getTokens(options?: { forceRefresh?: boolean }): Promise<AmplifyTokens | null>;
    };
    credentialsProvider: {
      /** The user's or a guest's, valid now; undefined where there are none. What Amplify says of the user is not needed. */
      getCredentialsAndIdentityId(options?: unknown): Promise<AmplifyCredentials | undefined>;
      /** Does nothing: Amplify keeps no credentials, and the worker's end with the sign-in. */
      clearCredentialsAndIdentityId(): void;
    };
  };
}

/** There is nothing of the kind for whoever is there now: no failure, in Amplify's terms. */
function isAbsence({ kind, code }: AuthError): boolean {
  return kind === 'signedOut' || kind === 'sessionExpired' || kind === 'invalidState' || code === 'invalidAccountType';
}

/** The value, or `undefined` where there is none to be had; what has failed is thrown. */
function presentValue<T>(result: AuthResult<T>): T | undefined {
  if (result.ok) return result.value;
  if (isAbsence(result.error)) return undefined;
  throw result.error;
}

/**
 * The second argument of `Amplify.configure`, by which Amplify's own categories run on this session: `fetchAuthSession`
 * of `aws-amplify/auth` answers with its tokens, credentials and identity, and API, Storage and the others authorise with
 * them. Amplify stores none of them and renews none.
 *
 * Sign in and out with this library's client and not with `aws-amplify/auth`, which would begin a session of its own.
 *
 * Where nobody is signed in, or the sign-in has expired, Amplify is told that there are no tokens, and credentials are a
 * guest's or none. Where the worker's policy withholds the tokens or the credentials, Amplify has none either: with tokens
 * withheld what it signs (IAM authorisation, Storage) works, and what bears a JWT is for the worker to authorise (`attach`).
 * What fails otherwise, such as the network, is thrown as an `AuthError`.
 *
 * @param auth What `registerSessionWorker` resolved with.
 * @see https://docs.amplify.aws/react/build-a-backend/auth/use-existing-cognito-resources/
 *
 * @example
 * import { Amplify } from 'aws-amplify';
 * import { fetchAuthSession } from 'aws-amplify/auth';
 * import { amplifyLibraryOptions } from 'cognito-session-worker/amplify';
 * import outputs from './amplify_outputs.json';
 *
 * Amplify.configure(outputs, amplifyLibraryOptions(auth));
 * const { tokens, credentials, identityId } = await fetchAuthSession();
 */
export function amplifyLibraryOptions(auth: SessionSource): AmplifyAuthOptions {
  return {
    Auth: {
      tokenProvider: {
        async getTokens({ forceRefresh = false } = {}) {
          const session = await auth.fetchAuthSession({ forceRefresh });
          if (!session.isSignedIn || !isAuthCognitoTokensProvider(session)) return null;
          const tokens = presentValue(await session.getCognitoTokens());
          return tokens ? { accessToken: decodeJwt(tokens.accessToken), idToken: decodeJwt(tokens.idToken) } : null;
        },
      },

      credentialsProvider: {
        // Whether to refresh does not matter here: Amplify asks for the tokens first, and a refresh brings both.
        async getCredentialsAndIdentityId() {
          const session = await auth.fetchAuthSession();
          if (!isAuthAWSCredentialsProvider(session)) return undefined;
          const present = presentValue(await session.getAWSCredentials());
          if (!present) return undefined;
          const { accessKeyId, secretAccessKey, sessionToken, expiration, expiresAt = expiration } = present;
          const identityId = isAuthCognitoIdentityProvider(session) && presentValue(await session.getIdentityId());
          return {
            credentials: { accessKeyId, secretAccessKey, sessionToken, expiration: new Date(expiresAt) },
            ...(identityId && { identityId }),
          };
        },

        clearCredentialsAndIdentityId() {},
      },
    },
  };
}
