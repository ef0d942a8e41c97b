import { Buffer } from 'node:buffer';
import type { AWSCredentials } from '../../shared/session-api.js';
import {
  type ChallengeState,
  type Login,
  type RefreshedTokens,
  type RefreshOperation,
  type SignInProgress,
  UnsupportedOperation,
  type UserPoolTokens,
} from '../../sw/session/ports.js';
import { serviceFailure } from '../../sw/session/testing/service-failure.js';
import type { Conditions } from './conditions.js';
import { createSimulatedManagedLogin, type SimulatedManagedLogin } from './simulated-managed-login.js';

/** All refresh tokens that descend from one sign-in. */
export interface Family {
  readonly username: string;
  /** The page's call that it came from, or the code that was exchanged for it. */
  readonly call: string;
  revoked: boolean;
}

export interface RefreshToken {
  readonly family: Family;
  /** When a successor was first issued, on the service's clock. */
  rotatedAt?: number;
}

/** What a token says, for whoever checks. */
export interface Claims {
  readonly sub: string;
  readonly exp: number;
}

/** The service: each operation is carried out at once, and throws what the adapter in sw/cognito would make of a refusal. */
export interface SimulatedCognito {
  readonly tokens: ReadonlyMap<string, RefreshToken>;
  /** Refresh tokens that the service has refused for good. */
  readonly refused: ReadonlySet<string>;
  /** When the credentials with this access key expire, in milliseconds since the epoch. */
  readonly keys: ReadonlyMap<string, number>;
  /** Who an identity belongs to: a login, or undefined for guests. */
  ownerOf(identityId: string): string | undefined;
  signIn(username: string, call: string): SignInProgress;
  respondToChallenge(challenge: ChallengeState, response: string): SignInProgress;
  refresh(refreshToken: string, operation: RefreshOperation): RefreshedTokens;
  revoke(refreshToken: string): void;
  globalSignOut(accessToken: string): void;
  getId(login: Login | undefined): string;
  getCredentialsForIdentity(
    identityId: string,
    login: Login | undefined,
  ): { readonly identityId: string; readonly credentials: AWSCredentials };
  readonly managedLogin: SimulatedManagedLogin;
  /** An administrator, or the user on another machine, ends every sign-in. */
  revokeAll(): void;
}

export const subOf = (username: string) => `sub-of-${username}`;

export function createSimulatedCognito(now: () => number, conditions: Conditions): SimulatedCognito {
  const tokens = new Map<string, RefreshToken>();
  const refused = new Set<string>();
  const keys = new Map<string, number>();
  const identities = new Map<string, string | undefined>();
  let serial = 0;

  function issue(username: string): { idToken: string; accessToken: string } {
    const iat = Math.floor(now() / 1000);
    const exp = iat + conditions.tokenLifeMs / 1000;
    const jwt = (use: string) =>
      [
        '{"alg":"none"}',
        JSON.stringify({ sub: subOf(username), 'cognito:username': username, iat, exp, use, jti: ++serial }),
        'x',
      ]
        .map((part) => Buffer.from(part).toString('base64url'))
        .join('.');
    return { idToken: jwt('id'), accessToken: jwt('access') };
  }

  function add(family: Family): string {
    const refreshToken = `refresh-${++serial}`;
    tokens.set(refreshToken, { family });
    return refreshToken;
  }

  function issueFor(username: string, call: string): UserPoolTokens {
    return { ...issue(username), refreshToken: add({ username, call, revoked: false }) };
  }

  function establish(username: string, call: string): SignInProgress {
    return { done: true, tokens: issueFor(username, call) };
  }

  function judge(refreshToken: string): RefreshToken {
    const known = tokens.get(refreshToken);
    if (!known || known.family.revoked)
      throw serviceFailure('NotAuthorizedException', 'Refresh Token has been revoked');
    const { rotation, reuseRevokesFamily } = conditions;
    if (known.rotatedAt !== undefined && now() >= known.rotatedAt + (rotation?.gracePeriodMs ?? 0)) {
      if (reuseRevokesFamily) known.family.revoked = true;
      throw serviceFailure('RefreshTokenReuseException');
    }
    return known;
  }

  function loginOf({ provider, token }: Login): string {
    if (provider !== undefined) return provider;
    const { sub, exp } = readClaims(token);
    if (exp * 1000 <= now()) throw serviceFailure('NotAuthorizedException', 'Invalid login token. Token expired');
    return sub;
  }

  function identityOf(login: string | undefined): string | undefined {
    if (login === undefined) return undefined;
    for (const [identityId, owner] of identities) if (owner === login) return identityId;
    return undefined;
  }

  return {
    tokens,
    refused,
    keys,
    managedLogin: createSimulatedManagedLogin(issueFor),
    ownerOf: (identityId) => identities.get(identityId),

    signIn(username, call) {
      if (username !== 'challenged') return establish(username, call);
      const challenge = { challengeName: 'SMS_MFA', session: `session-${++serial}`, username, parameters: {} };
      return {
        done: false,
        challenge,
        nextStep: { signInStep: 'CONFIRM_SIGN_IN_WITH_SMS_CODE', codeDeliveryDetails: {} },
      };
    },

    respondToChallenge: ({ username, session }, response) => {
      if (response !== '123456') throw serviceFailure('CodeMismatchException');
      return establish(username, session);
    },

    refresh(refreshToken, operation) {
      if (operation === 'GetTokensFromRefreshToken' && !conditions.knowsGetTokens) throw new UnsupportedOperation();
      let known: RefreshToken;
      try {
        known = judge(refreshToken);
      } catch (thrown) {
        refused.add(refreshToken);
        throw thrown;
      }
      const issued = issue(known.family.username);
      if (!conditions.rotation) return issued;
      known.rotatedAt ??= now();
      return { ...issued, refreshToken: add(known.family) };
    },

    revoke(refreshToken) {
      const known = tokens.get(refreshToken);
      if (known) known.family.revoked = true;
    },

    globalSignOut(accessToken) {
      const { sub, exp } = readClaims(accessToken);
      if (exp * 1000 <= now()) throw serviceFailure('NotAuthorizedException', 'Access Token has expired');
      for (const { family } of tokens.values()) if (subOf(family.username) === sub) family.revoked = true;
    },

    getId(shown) {
      const login = shown && loginOf(shown);
      if (login === undefined && !conditions.guests) throw serviceFailure('NotAuthorizedException');
      const identityId = identityOf(login) ?? `identity-${++serial}`;
      identities.set(identityId, login);
      return identityId;
    },

    getCredentialsForIdentity(identityId, shown) {
      const login = shown && loginOf(shown);
      if (!identities.has(identityId)) throw serviceFailure('ResourceNotFoundException');
      const owner = identities.get(identityId);
      if (login === undefined && (owner !== undefined || !conditions.guests)) {
        throw serviceFailure('NotAuthorizedException');
      }
      if (login !== undefined && owner !== undefined && owner !== login) throw serviceFailure('NotAuthorizedException');
      // A guest's identity becomes the user's, unless the user has one already.
      const own = identityOf(login) ?? identityId;
      if (login !== undefined) identities.set(own, login);
      const accessKeyId = `key-${++serial}`;
      const expiration = new Date(now() + conditions.credentialsLifeMs);
      keys.set(accessKeyId, expiration.getTime());
      return {
        identityId: own,
        credentials: { accessKeyId, secretAccessKey: 'secret', sessionToken: login ?? 'guest', expiration },
      };
    },

    revokeAll() {
      for (const { family } of tokens.values()) family.revoked = true;
    },
  };
}

export function readClaims(jwt: string): Claims {
  return JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString()) as Claims;
}
