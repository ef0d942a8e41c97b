import { AuthError } from '../shared/auth-error.js';
import type { IdentityPoolConfig, ManagedLoginConfig, SessionWorkerConfig, UserPoolConfig } from './config.js';

type Pools = Pick<SessionWorkerConfig, 'userPool' | 'identityPool' | 'managedLogin'>;

/** A JSON object of which nothing is known yet. */
type Fields = Readonly<Record<string, unknown>>;

/** How the two generations of Amplify's file call the same things. */
const GEN_2 = {
  userPoolId: 'auth.user_pool_id',
  userPoolClientId: 'auth.user_pool_client_id',
  identityPoolId: 'auth.identity_pool_id',
} as const;
const GEN_1 = {
  userPoolId: 'aws_user_pools_id',
  userPoolClientId: 'aws_user_pools_web_client_id',
  identityPoolId: 'aws_cognito_identity_pool_id',
} as const;

/**
 * The part of the worker's configuration that Amplify knows, out of `amplify_outputs.json` (version 1) or the older
 * `aws-exports.js`. All that does not concern sessions is ignored; the values are checked by `startSessionWorker`.
 *
 * @throws AuthError of kind `configuration` if there is no pool in it, or a field has the wrong type.
 * @see https://docs.amplify.aws/react/reference/amplify_outputs/
 *
 * @example
 * import { fromAmplifyOutputs, startSessionWorker } from 'cognito-session-worker/worker';
 * import outputs from './amplify_outputs.json';
 *
 * startSessionWorker({ ...fromAmplifyOutputs(outputs) });
 */
export function fromAmplifyOutputs(
  outputs: unknown,
): Pick<SessionWorkerConfig, 'userPool' | 'identityPool' | 'managedLogin'> {
  const file = isFields(outputs) ? outputs : {};
  const pools = 'auth' in file ? fromGen2(file) : fromGen1(file);
  if (pools.userPool || pools.identityPool) return pools;
  throw configurationError(
    `there is neither ${GEN_2.userPoolId} nor ${GEN_2.identityPoolId} in it (amplify_outputs.json), ` +
      `nor ${GEN_1.userPoolId} nor ${GEN_1.identityPoolId} (aws-exports.js)`,
  );
}

function fromGen2(file: Fields): Pools {
  const oauth = 'auth.oauth';
  return compose({
    userPool: userPoolOf(file, GEN_2),
    identityPool: identityPoolOf(file, GEN_2, read(file, 'auth.unauthenticated_identities_enabled') === true),
    managedLogin: managedLoginOf(file, `${oauth}.domain`, () => ({
      scopes: readTexts(file, `${oauth}.scopes`),
      redirectSignIn: readTexts(file, `${oauth}.redirect_sign_in_uri`),
      redirectSignOut: readTexts(file, `${oauth}.redirect_sign_out_uri`),
    })),
  });
}

function fromGen1(file: Fields): Pools {
  return compose({
    userPool: userPoolOf(file, GEN_1),
    identityPool: identityPoolOf(file, GEN_1, read(file, 'aws_mandatory_sign_in') !== 'enable'),
    managedLogin: managedLoginOf(file, 'oauth.domain', () => ({
      scopes: readTexts(file, 'oauth.scope'),
      redirectSignIn: readCommaSeparated(file, 'oauth.redirectSignIn'),
      redirectSignOut: readCommaSeparated(file, 'oauth.redirectSignOut'),
    })),
  });
}

type PoolPaths = typeof GEN_1 | typeof GEN_2;

function userPoolOf(file: Fields, paths: PoolPaths): UserPoolConfig | undefined {
  const userPoolId = readText(file, paths.userPoolId);
  if (userPoolId === undefined) return undefined;
  const userPoolClientId = readText(file, paths.userPoolClientId);
  if (userPoolClientId === undefined) throw configurationError(`${paths.userPoolClientId} is missing`);
  return { userPoolId, userPoolClientId };
}

function identityPoolOf(file: Fields, paths: PoolPaths, allowGuestAccess: boolean): IdentityPoolConfig | undefined {
  const identityPoolId = readText(file, paths.identityPoolId);
  return identityPoolId === undefined ? undefined : { identityPoolId, allowGuestAccess };
}

/**
 * Projects without managed login have no `oauth`, or an empty one. Those that also have a native app list its redirects
 * (`myapp://`) beside the web's; where there are no others, managed login is not for browsers.
 */
function managedLoginOf(
  file: Fields,
  domainPath: string,
  rest: () => Omit<ManagedLoginConfig, 'domain'>,
): ManagedLoginConfig | undefined {
  const domain = readText(file, domainPath);
  if (domain === undefined) return undefined;
  const { scopes, ...redirects } = rest();
  const [redirectSignIn, redirectSignOut] = [
    redirects.redirectSignIn.filter(isWeb),
    redirects.redirectSignOut.filter(isWeb),
  ];
  return redirectSignIn.length === 0 ? undefined : { domain, scopes, redirectSignIn, redirectSignOut };
}

function isWeb(url: string): boolean {
  return /^https?:/i.test(url);
}

/** Leaves out what is undefined, so that spreading the result overwrites nothing. */
function compose({
  userPool,
  identityPool,
  managedLogin,
}: { readonly [name in keyof Pools]: Pools[name] | undefined }): Pools {
  return {
    ...(userPool && { userPool }),
    ...(identityPool && { identityPool }),
    ...(managedLogin && { managedLogin }),
  };
}

function read(file: Fields, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => (isFields(value) ? value[name] : undefined), file);
}

/** Amplify writes an empty text where something was not set up. */
function readText(file: Fields, path: string): string | undefined {
  const value = read(file, path);
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') throw configurationError(`${path} must be a text`);
  return value;
}

function readTexts(file: Fields, path: string): readonly string[] {
  const value = read(file, path);
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  throw configurationError(`${path} must be a list of texts`);
}

function readCommaSeparated(file: Fields, path: string): readonly string[] {
  const text = readText(file, path);
  if (text === undefined) throw configurationError(`${path} is missing`);
  return text.split(',').map((url) => url.trim());
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

function configurationError(problem: string): AuthError {
  return new AuthError({
    kind: 'configuration',
    message: `The file given to fromAmplifyOutputs cannot be used: ${problem}.`,
    recoverySuggestion:
      'Import the amplify_outputs.json (or aws-exports.js) of this project, or write userPool and identityPool out.',
  });
}
