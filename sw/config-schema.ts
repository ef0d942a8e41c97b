import {
  array,
  boolean,
  check,
  finite,
  type GenericIssue,
  getDotPath,
  gtValue,
  type InferOutput,
  minLength,
  minValue,
  number,
  optional,
  picklist,
  pipe,
  regex,
  safeParse,
  string,
} from 'valibot';
import { AuthError } from '../shared/auth-error.js';
import { attachRule } from './attach-rule-schema.js';
import { regionOf, type SessionWorkerConfig } from './config.js';
import { type ParsedConfig, withDefaults } from './config-defaults.js';
import { fields } from './config-fields.js';
import { isSecure, isSecureOrigin, parsePlainUrl } from './config-url.js';

/** What each field must be, for the messages. `[]` stands for any index. */
const EXPECTATIONS: Readonly<Record<string, string>> = {
  '': 'an object',
  userPool: 'an object with userPoolId and userPoolClientId',
  'userPool.userPoolId': 'the id of a user pool, such as "eu-west-1_AbCdEfGhI"',
  'userPool.userPoolClientId': 'the id of an app client of the user pool, such as "1example23456789"',
  'userPool.endpoint': 'an origin, such as "https://cognito.example.com" (http only for localhost), without a path',
  identityPool: 'an object with identityPoolId',
  'identityPool.identityPoolId': 'the id of an identity pool, such as "eu-west-1:00000000-0000-0000-0000-000000000000"',
  'identityPool.allowGuestAccess': 'true or false',
  'identityPool.endpoint': 'an origin, such as "https://cognito.example.com" (http only for localhost), without a path',
  managedLogin: 'an object with domain, scopes, redirectSignIn and redirectSignOut',
  'managedLogin.domain': 'the user pool\'s domain, such as "auth.example.com" (with http:// only for localhost)',
  'managedLogin.scopes': 'a list of OAuth scopes that is not empty, such as ["openid", "email"]',
  'managedLogin.scopes[]': 'an OAuth scope, such as "openid"',
  'managedLogin.redirectSignIn': 'a list of absolute URLs that is not empty',
  'managedLogin.redirectSignIn[]': 'an absolute https URL (http only for localhost)',
  'managedLogin.redirectSignOut': 'a list of absolute URLs',
  'managedLogin.redirectSignOut[]': 'an absolute https URL (http only for localhost)',
  providers: 'an object with cognitoTokens or awsCredentials',
  'providers.cognitoTokens': 'true or false',
  'providers.awsCredentials': 'true or false',
  attach: 'a list of { url, bearer } or { url, sigv4 }',
  'attach[]': 'an object with url, and bearer or sigv4',
  'attach[].url':
    'an absolute https URL (http only for localhost) without wildcards, user name, query or fragment, such as "https://api.example.com/v1/"',
  'attach[].bearer': '"accessToken" or "idToken"',
  'attach[].sigv4': 'an object with service and region',
  'attach[].sigv4.service': 'the signing name of an AWS service, such as "execute-api"',
  'attach[].sigv4.region': 'an AWS region, such as "eu-west-1"',
  'attach[].methods': 'a list of methods that is not empty, such as ["GET", "POST"]',
  'attach[].methods[]': 'a method in capitals, such as "GET"',
  'attach[].overrideAuthorization': 'true or false',
  'attach[].whenSignedOut': '"passThrough" or "unauthorized"',
  staticRouting: 'true or false',
  session: 'an object with expiryBufferSeconds, idleTimeoutSeconds, absoluteLifetimeSeconds or endWithBrowser',
  'session.expiryBufferSeconds': 'a number of seconds, 0 or more',
  'session.idleTimeoutSeconds': 'a number of seconds, more than 0',
  'session.absoluteLifetimeSeconds': 'a number of seconds, more than 0',
  'session.endWithBrowser': 'true or false',
  storage: '"persistent" or "memory"',
  sealing: '"database", "script-required" or "script-preferred"',
};

/** AWS's own regions; an emulator invents others, such as `local`, which no endpoint follows from. */
const AWS_REGION = /^[a-z]+(?:-[a-z]+)+-\d+$/;

const origin = pipe(string(), check(isSecureOrigin));
const redirect = pipe(string(), check(isRedirectUrl));

const userPool = fields({
  userPoolId: pipe(string(), regex(/^[\w-]+_[0-9a-zA-Z]+$/)),
  userPoolClientId: pipe(string(), regex(/^[\w+]+$/)),
  endpoint: optional(origin),
});

const identityPool = fields({
  identityPoolId: pipe(string(), regex(/^[\w-]+:[0-9a-f-]+$/i)),
  allowGuestAccess: optional(boolean()),
  endpoint: optional(origin),
});

const managedLogin = fields({
  domain: pipe(string(), check(isDomain)),
  scopes: pipe(array(pipe(string(), regex(/^[^\s"\\]+$/))), minLength(1)),
  redirectSignIn: pipe(array(redirect), minLength(1)),
  redirectSignOut: array(redirect),
});

const seconds = pipe(number(), finite(), gtValue(0));

const config = fields({
  userPool: optional(userPool),
  identityPool: optional(identityPool),
  managedLogin: optional(managedLogin),
  providers: optional(fields({ cognitoTokens: optional(boolean()), awsCredentials: optional(boolean()) })),
  attach: optional(array(attachRule)),
  staticRouting: optional(boolean()),
  session: optional(
    fields({
      expiryBufferSeconds: optional(pipe(number(), finite(), minValue(0))),
      idleTimeoutSeconds: optional(seconds),
      absoluteLifetimeSeconds: optional(seconds),
      endWithBrowser: optional(boolean()),
    }),
  ),
  storage: optional(picklist(['persistent', 'memory'])),
  sealing: optional(picklist(['database', 'script-required', 'script-preferred'])),
});

type Output = InferOutput<typeof config>;

/**
 * Checks a `SessionWorkerConfig` and fills in what it leaves out.
 *
 * @throws AuthError of kind `configuration` whose message lists everything that is wrong, each by its path.
 */
export function parseConfig(input: unknown): ParsedConfig {
  const result = safeParse(config, input);
  const problems = result.success ? contradictions(result.output) : result.issues.map(describe);
  if (!result.success || problems.length > 0) throw configurationError(problems);
  return withDefaults(result.output as SessionWorkerConfig);
}

/** What is wrong although each field by itself is right. */
function contradictions({ userPool, identityPool, managedLogin, attach, storage, sealing }: Output): string[] {
  return [
    !userPool && !identityPool && 'there is neither userPool nor identityPool: give one of them, or both',
    !userPool && managedLogin && 'managedLogin needs userPool',
    managedLogin &&
      !managedLogin.scopes.includes('openid') &&
      'managedLogin.scopes must have "openid" among them, without which there is no ID token',
    ...(attach ?? []).map(({ bearer }, at) =>
      bearer
        ? !userPool && `attach[${at}].bearer needs userPool, whose token it is`
        : !identityPool && `attach[${at}].sigv4 needs identityPool, whose credentials sign`,
    ),
    userPool && needsEndpoint(userPool.userPoolId, userPool.endpoint) && missingEndpoint('userPool', 'userPoolId'),
    identityPool &&
      needsEndpoint(identityPool.identityPoolId, identityPool.endpoint) &&
      missingEndpoint('identityPool', 'identityPoolId'),
    storage === 'memory' && sealing && `sealing is of no use with storage "memory", which stores nothing: leave it out`,
  ].filter((problem) => typeof problem === 'string');
}

function needsEndpoint(poolId: string, endpoint: string | undefined): boolean {
  return endpoint === undefined && !AWS_REGION.test(regionOf(poolId));
}

function missingEndpoint(pool: string, id: string): string {
  return `${pool}.endpoint is missing, and ${pool}.${id} does not begin with an AWS region that it would follow from`;
}

/** An issue in words, beginning with the field's path: `attach[1].url must be …`. */
function describe(issue: GenericIssue): string {
  const path = (getDotPath(issue) ?? '').replace(/\.(\d+)(?=\.|$)/g, '[$1]');
  const field = path === '' ? 'the configuration' : path;
  if (issue.type === 'raw_check') return `${field} ${issue.message}`;
  const isMissing = issue.type === 'loose_object' && issue.input === undefined && path !== '';
  const expectation = EXPECTATIONS[path.replace(/\[\d+\]/g, '[]')];
  return `${field} ${isMissing ? 'is missing; it ' : ''}must be ${expectation}`;
}

function configurationError(problems: readonly string[]): AuthError {
  return new AuthError({
    kind: 'configuration',
    message: `The configuration given to startSessionWorker is not right: ${problems.join('; ')}.`,
    recoverySuggestion: "Correct it in the worker's script and deploy the script again.",
  });
}

function isDomain(text: string): boolean {
  return isSecureOrigin(text.includes('://') ? text : `https://${text}`);
}

function isRedirectUrl(text: string): boolean {
  const url = parsePlainUrl(text.replace(/\?.*$/, ''));
  return url !== undefined && isSecure(url) && !text.includes('#');
}
