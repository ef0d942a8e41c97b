import { AuthError } from '../../shared/auth-error.js';
import type { AWSCredentials } from '../../shared/session-api.js';
import { type AuthSession, isAuthAWSCredentialsProvider, isAuthCognitoIdentityProvider } from '../auth-session.js';

/** What {@link fromSession} asks: a `SessionClient`, or whatever stands in for one in a test. */
export interface CredentialsSource {
  /** As `SessionClient` has it. */
  fetchAuthSession(options?: { readonly forceRefresh?: boolean }): Promise<AuthSession>;
  /** Calls `listener` at each change of this type. */
  addEventListener(type: SessionChange, listener: () => void): void;
}

/** What a client of the SDK may ask a provider for. */
export interface CredentialsOptions {
  /** Renew the credentials, and the tokens behind them, whether or not they are due. */
  readonly forceRefresh?: boolean;
}

/** The SDK's `AwsCredentialIdentity`, with the identity it belongs to, as the SDK's own `fromCognitoIdentity` has it. */
export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /**
   * On this machine's clock, with which the SDK compares it: it asks again five minutes earlier. Set to the epoch as soon
   * as the credentials are no longer the session's own.
   */
  readonly expiration: Date;
  /** In the identity pool; absent only where another sign-in came between. */
  readonly identityId?: string;
}

/** With these the credentials are somebody else's, or nobody's. */
const SESSION_CHANGES = ['signedIn', 'signedOut', 'sessionExpired'] as const;
type SessionChange = (typeof SESSION_CHANGES)[number];

type Provider = (options?: CredentialsOptions) => Promise<SessionCredentials>;

const providers = new WeakMap<CredentialsSource, Provider>();

/**
 * A credentials provider for the clients of the AWS SDK: an `AwsCredentialIdentityProvider`. It answers with the AWS
 * credentials of whoever is signed in, or of a guest where guests are allowed, valid now and renewed by the worker.
 *
 * The SDK's clients remember credentials until shortly before they expire. Those that were given out before somebody signed
 * in or out expire at that moment, so that no client goes on signing with the last user's credentials. The same client of
 * the session always gives the same provider, which any number of the SDK's clients can share.
 *
 * The provider rejects with an `AuthError`, and so does the SDK's call: `notAuthorized` where the worker's policy withholds
 * AWS credentials, otherwise what `getAWSCredentials` answers.
 *
 * @param auth What `registerSessionWorker` resolved with.
 * @see https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/setting-credentials.html
 *
 * @example
 * import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
 * import { fromSession } from 'cognito-session-worker/aws-sdk';
 *
 * const s3 = new S3Client({ region: 'eu-west-1', credentials: fromSession(auth) });
 * await s3.send(new GetObjectCommand({ Bucket: 'example-bucket', Key: 'orders.json' }));
 */
export function fromSession(auth: CredentialsSource): (options?: CredentialsOptions) => Promise<SessionCredentials> {
  const known = providers.get(auth);
  if (known) return known;
  const provider = createProvider(auth);
  providers.set(auth, provider);
  return provider;
}

function createProvider(auth: CredentialsSource): Provider {
  let current: SessionCredentials | undefined;
  let changes = 0;

  function expire(): void {
    // The SDK hands on copies of what it was given; the date in them is the same one.
    current?.expiration.setTime(0);
    current = undefined;
  }
  for (const type of SESSION_CHANGES) {
    auth.addEventListener(type, () => {
      changes++;
      expire();
    });
  }

  return async ({ forceRefresh = false } = {}) => {
    const asked = changes;
    const session = await auth.fetchAuthSession({ forceRefresh });
    if (!isAuthAWSCredentialsProvider(session)) throw withheldError();
    const credentials = (await session.getAWSCredentials()).get();
    const isKnown = () => current?.accessKeyId === credentials.accessKeyId;
    const identityId = isKnown() ? undefined : await identityOf(session);
    if (current && isKnown()) return current; // another client may have got the same meanwhile
    const isPresent = asked === changes;
    const given = toSessionCredentials(credentials, isPresent, identityId);
    if (isPresent) {
      expire();
      current = given;
    }
    return given;
  };
}

async function identityOf(session: AuthSession): Promise<string | undefined> {
  const result = isAuthCognitoIdentityProvider(session) ? await session.getIdentityId() : undefined;
  return result?.ok ? result.value : undefined;
}

function toSessionCredentials(
  { accessKeyId, secretAccessKey, sessionToken, expiration, expiresAt }: AWSCredentials,
  isPresent: boolean,
  identityId: string | undefined,
): SessionCredentials {
  return {
    accessKeyId,
    secretAccessKey,
    sessionToken,
    expiration: new Date(isPresent ? (expiresAt ?? expiration) : 0),
    ...(identityId !== undefined && { identityId }),
  };
}

function withheldError(): AuthError {
  return new AuthError({
    kind: 'notAuthorized',
    message: "The worker's configuration withholds AWS credentials from pages.",
    recoverySuggestion: 'Let the worker sign the requests (attach), or set providers.awsCredentials to true.',
  });
}
