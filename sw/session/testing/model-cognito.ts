import { base64url, decodeJwt } from 'jose';
import type { SignInInput } from '../../../shared/sign-in.js';
import type { DeviceOperations } from '../devices.js';
import {
  DeviceRefused,
  type DeviceSecret,
  type IdentityPool,
  type Login,
  type RefreshedTokens,
  type SignInProgress,
  UnsupportedOperation,
  type UserPool,
  type UserPoolTokens,
} from '../ports.js';
import { networkFailure, serviceFailure } from './service-failure.js';

/** What happens to one request: `lose-answer` lets the service do the work and loses what it says. */
export type Fate = 'ok' | 'lose-request' | 'lose-answer' | Error;

interface Family {
  readonly username: string;
  /** The device that the tokens were issued to. */
  readonly deviceKey: string | undefined;
  live: string;
  /** Rotated tokens, with the time until which they may be used once more. */
  readonly graceUntil: Map<string, number>;
  revoked: boolean;
}

/**
 * A model of Cognito for the session domain: a user pool with rotation, grace period and revocation, and an identity
 * pool. It answers at once, or when the test lets it.
 */
export interface ModelCognito {
  readonly userPool: UserPool;
  readonly identityPool: IdentityPool;
  readonly devices: DeviceOperations;
  /** The devices whose verifier the pool has. */
  readonly confirmedDevices: Set<string>;
  readonly requests: string[];
  readonly settings: {
    tokenLifeMs: number;
    credentialsLifeMs: number;
    rotation: { gracePeriodMs: number } | undefined;
    knowsGetTokens: boolean;
    allowGuests: boolean;
    tracksDevices: boolean;
  };
  /** Decides the fate of each request. */
  fate: (operation: string) => Fate;
  /** Each request waits for this twice: before it is carried out, and before its answer leaves. */
  gate: (operation: string, signal: AbortSignal, stage: 'request' | 'answer') => Promise<void>;
  /** The service's clock. */
  now: () => number;
  isLive(refreshToken: string): boolean;
  revokeAll(): void;
  count(operation: string): number;
}

export function createModelCognito(now: () => number): ModelCognito {
  let serial = 0;
  const families: Family[] = [];
  const identities = new Map<string, string | undefined>();
  const unique = (prefix: string) => `${prefix}-${++serial}`;

  async function carry<T>(operation: string, signal: AbortSignal, work: () => T): Promise<T> {
    model.requests.push(operation);
    const fate = model.fate(operation);
    await model.gate(operation, signal, 'request');
    if (fate === 'lose-request') throw networkFailure();
    if (fate instanceof Error) throw fate;
    const answer = work();
    await model.gate(operation, signal, 'answer');
    if (fate === 'lose-answer') throw networkFailure();
    return answer;
  }

  function issue(username: string): RefreshedTokens {
    const iat = Math.floor(model.now() / 1000);
    const exp = iat + Math.round(model.settings.tokenLifeMs / 1000);
    const jwt = (use: string) =>
      [
        '{"alg":"none"}',
        JSON.stringify({ sub: `sub-${username}`, 'cognito:username': username, iat, exp, use, jti: unique('jti') }),
        'x',
      ]
        .map((part) => base64url.encode(part))
        .join('.');
    return { idToken: jwt('id'), accessToken: jwt('access') };
  }

  function signIn(username: string, known?: DeviceSecret): Extract<SignInProgress, { done: true }> {
    if (known && !model.confirmedDevices.has(known.deviceKey)) {
      throw new DeviceRefused(known.deviceKey, serviceFailure('ResourceNotFoundException', 'Device does not exist.'));
    }
    const offered = model.settings.tracksDevices && !known;
    const newDevice = offered ? { deviceKey: unique('device'), deviceGroupKey: 'group' } : undefined;
    const { deviceKey } = known ?? newDevice ?? { deviceKey: undefined };
    const family: Family = { username, deviceKey, live: unique('refresh'), graceUntil: new Map(), revoked: false };
    families.push(family);
    const tokens: UserPoolTokens = { ...issue(username), refreshToken: family.live };
    return { done: true, tokens, ...(newDevice && { newDevice }), ...(known && { deviceKey: known.deviceKey }) };
  }

  function refresh(refreshToken: string, deviceKey: string | undefined): RefreshedTokens {
    const family = families.find(({ live, graceUntil }) => live === refreshToken || graceUntil.has(refreshToken));
    if (!family || family.revoked) throw serviceFailure('NotAuthorizedException', 'Refresh Token has been revoked');
    const isDevice = family.deviceKey === deviceKey && model.confirmedDevices.has(deviceKey ?? '');
    if (family.deviceKey && !isDevice) throw serviceFailure('NotAuthorizedException', 'Invalid Refresh Token.');
    const graceUntil = family.graceUntil.get(refreshToken);
    if (graceUntil !== undefined && graceUntil < model.now()) throw serviceFailure('RefreshTokenReuseException');
    const { rotation } = model.settings;
    if (!rotation) return issue(family.username);
    if (graceUntil === undefined) family.graceUntil.set(refreshToken, model.now() + rotation.gracePeriodMs);
    family.live = unique('refresh');
    return { ...issue(family.username), refreshToken: family.live };
  }

  function usernameOf({ provider, token: idToken }: Login): string {
    if (provider !== undefined) {
      if (idToken !== 'good') throw serviceFailure('NotAuthorizedException', 'Invalid login token.');
      return provider;
    }
    const { exp = 0, ...claims } = decodeJwt(idToken);
    if (exp * 1000 <= model.now()) throw serviceFailure('NotAuthorizedException', 'Invalid login token. Token expired');
    return String(claims['cognito:username']);
  }

  function requireDevice(deviceKey: string): void {
    if (model.confirmedDevices.has(deviceKey)) return;
    throw serviceFailure('ResourceNotFoundException', 'Device does not exist.');
  }

  const model: ModelCognito = {
    requests: [],
    settings: {
      tokenLifeMs: 3_600_000,
      credentialsLifeMs: 3_600_000,
      rotation: undefined,
      knowsGetTokens: true,
      allowGuests: true,
      tracksDevices: false,
    },
    fate: () => 'ok',
    gate: async () => {},
    now,
    isLive: (refreshToken) => families.some(({ live, revoked }) => live === refreshToken && !revoked),
    revokeAll() {
      for (const family of families) family.revoked = true;
    },
    count: (operation) => model.requests.filter((request) => request === operation).length,

    userPool: {
      signIn: async ({ username }: SignInInput, signal, devices) => {
        const device = model.settings.tracksDevices ? await devices?.find(username) : undefined;
        return await carry('signIn', signal, () => {
          if (username !== 'challenged') return signIn(username, device);
          const challenge = { challengeName: 'SMS_MFA', session: unique('session'), username, parameters: {} };
          return {
            done: false,
            challenge,
            nextStep: { signInStep: 'CONFIRM_SIGN_IN_WITH_SMS_CODE', codeDeliveryDetails: {} },
          };
        });
      },
      respondToChallenge: (challenge, { challengeResponse }, signal) =>
        carry('respondToChallenge', signal, () => {
          if (challengeResponse !== '123456') throw serviceFailure('CodeMismatchException');
          return signIn(challenge.username);
        }),
      refresh: (refreshToken, operation, signal, deviceKey) =>
        carry(operation, signal, () => {
          if (operation === 'GetTokensFromRefreshToken' && !model.settings.knowsGetTokens)
            throw new UnsupportedOperation();
          return refresh(refreshToken, deviceKey);
        }),
      revoke: (refreshToken, signal) =>
        carry('RevokeToken', signal, () => {
          for (const family of families) {
            if (family.live === refreshToken || family.graceUntil.has(refreshToken)) family.revoked = true;
          }
        }),
      globalSignOut: (_accessToken, signal) => carry('GlobalSignOut', signal, () => model.revokeAll()),
      signInWithSession: ({ username, session }, signal) =>
        carry('signInWithSession', signal, () => {
          if (session !== `session of ${username}`) throw serviceFailure('NotAuthorizedException');
          return signIn(username);
        }),
    },

    confirmedDevices: new Set(),

    devices: {
      createPassword: () => unique('device-password'),
      confirmDevice: (_accessToken, { deviceKey }, signal) =>
        carry('ConfirmDevice', signal, () => void model.confirmedDevices.add(deviceKey)),
      fetchDevices: (_accessToken, _input, signal) =>
        carry('ListDevices', signal, () => [...model.confirmedDevices].map((id) => ({ id, attributes: {} }))),
      rememberDevice: (_accessToken, deviceKey, signal) =>
        carry('UpdateDeviceStatus', signal, () => requireDevice(deviceKey)),
      forgetDevice: (_accessToken, deviceKey, signal) =>
        carry('ForgetDevice', signal, () => {
          requireDevice(deviceKey);
          model.confirmedDevices.delete(deviceKey);
        }),
    },

    identityPool: {
      identityPoolId: 'pool',
      allowGuestAccess: true,
      getId: (shown, signal) =>
        carry('GetId', signal, () => {
          const login = shown && usernameOf(shown);
          if (login === undefined && !model.settings.allowGuests) throw serviceFailure('NotAuthorizedException');
          const known = [...identities].find(([, owner]) => login !== undefined && owner === login);
          const identityId = known?.[0] ?? unique('identity');
          identities.set(identityId, login);
          return identityId;
        }),
      getCredentialsForIdentity: (identityId, shown, signal) =>
        carry('GetCredentialsForIdentity', signal, () => {
          const login = shown && usernameOf(shown);
          if (!identities.has(identityId)) throw serviceFailure('ResourceNotFoundException');
          const owner = identities.get(identityId);
          if (login === undefined && (owner !== undefined || !model.settings.allowGuests)) {
            throw serviceFailure('NotAuthorizedException');
          }
          const own = [...identities].find(([, other]) => login !== undefined && other === login)?.[0] ?? identityId;
          if (login !== undefined) identities.set(own, login);
          return {
            identityId: own,
            credentials: {
              accessKeyId: unique('key'),
              secretAccessKey: 'secret',
              sessionToken: login ?? 'guest',
              expiration: new Date(model.now() + model.settings.credentialsLifeMs),
            },
          };
        }),
    },
  };
  return model;
}
