import { readCallback } from '../../sw/managed-login/callback.js';
import type { IdentityPool, ManagedLogin, UserPool } from '../../sw/session/ports.js';
import type { ServerTime } from '../../sw/session/server-time.js';
import { networkFailure, serviceFailure } from '../../sw/session/testing/service-failure.js';
import type { Conditions } from './conditions.js';
import type { Ledger } from './ledger.js';
import type { Parked, Parking } from './parking.js';
import type { SimulatedCognito } from './simulated-cognito.js';
import { APP, LOGIN } from './simulated-managed-login.js';
import type { Owner, Timeline } from './timeline.js';

/** As in sw/cognito: no request is waited for any longer. */
const REQUEST_LIMIT_MS = 10_000;

/** A request that nobody waits for any more may still arrive for so long. */
const STRAY_MS = 5_000;

/** What a worker has left on the wire goes on without it. */
const WIRE: Owner = { name: 'the wire', alive: true };

/** The requests of one origin on their way to the service and back. */
export interface SimulatedNetwork {
  userPoolFor(owner: Owner, time: ServerTime): UserPool;
  identityPoolFor(owner: Owner, time: ServerTime): IdentityPool;
  managedLoginFor(owner: Owner, time: ServerTime): ManagedLogin;
  /** To be called before the owner's parked operations are dropped. */
  leaveBehind(owner: Owner): void;
}

interface Flight {
  readonly owner: Owner;
  /** The request still has to arrive. */
  request: Parked | undefined;
  readonly arrive: () => void;
  readonly what: string;
}

export function createSimulatedNetwork(
  parking: Parking,
  timeline: Timeline,
  cognito: SimulatedCognito,
  conditions: Conditions,
  ledger: Ledger,
): SimulatedNetwork {
  const flights = new Set<Flight>();

  /** The request goes on without anybody who waits for it: it arrives within a short time, or never. */
  function stray({ request, arrive, what }: Flight): void {
    if (!request) return;
    const parked = parking.add(WIRE, what, [
      { label: 'it is lost', happen: () => timeline.timers.delete(end) },
      {
        label: 'it arrives, and nobody waits for the answer',
        happen: () => {
          timeline.timers.delete(end);
          arrive();
        },
      },
    ]);
    const end = timeline.start(WIRE, `${what} is lost`, STRAY_MS, () => parking.parked.delete(parked));
  }

  function send<T>(owner: Owner, time: ServerTime, what: string, signal: AbortSignal, work: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      const sentAt = time.moment();
      let answer: Parked | undefined;
      const settled = () => {
        signal.removeEventListener('abort', aborted);
        flights.delete(flight);
        timeline.timers.delete(limit);
        for (const parked of [flight.request, answer]) if (parked) parking.parked.delete(parked);
        ledger.requestEnded(owner, what);
      };
      const fail = (reason: unknown) => {
        settled();
        reject(reason);
      };
      const giveUp = (reason: unknown) => {
        if (!flights.has(flight)) return;
        stray(flight);
        fail(reason);
      };

      const aborted = () => giveUp(signal.reason);

      function answered(outcome: () => void): void {
        flight.request = undefined;
        const date = Math.floor(timeline.service() / 1000) * 1000;
        const arrived = () => {
          settled();
          time.observe(date + 500, sentAt); // as sw/cognito/fetch-within-limit.ts
          outcome();
        };
        answer = parking.add(owner, `has an answer to ${what}`, [
          { label: '', happen: arrived },
          { label: 'the answer is lost', trouble: 'answer-lost', happen: () => fail(networkFailure()) },
          { label: 'a gateway answers 503 instead', trouble: 'service-fails', happen: () => fail(internalError()) },
        ]);
      }

      function carryOut(): void {
        try {
          const value = work();
          answered(() => {
            if (typeof value === 'object' && value !== null) ledger.tokensReceived(value);
            resolve(value);
          });
        } catch (thrown) {
          answered(() => reject(thrown));
        }
      }

      const request = parking.add(owner, `requests ${what}`, [
        { label: '', happen: carryOut },
        { label: 'the request is lost', trouble: 'request-lost', happen: () => fail(networkFailure()) },
        {
          label: 'too many requests',
          trouble: 'service-fails',
          happen: () => fail(serviceFailure('TooManyRequestsException')),
        },
        {
          label: 'it arrives twice',
          trouble: 'request-repeated',
          happen: () => {
            attempt(work);
            carryOut();
          },
        },
      ]);
      const flight: Flight = { owner, what, request, arrive: () => attempt(work) };
      flights.add(flight);
      ledger.requestBegan(owner, what);
      const limit = timeline.start(owner, `${what} takes too long`, REQUEST_LIMIT_MS, () => giveUp(networkFailure()));
      signal.addEventListener('abort', aborted);
    });
  }

  return {
    userPoolFor: (owner, time) => ({
      signIn: (input, signal) => {
        const call = input.options?.clientMetadata?.['call'] ?? '';
        ledger.signInSent(owner, call);
        return send(owner, time, `SignIn of ${input.username}`, signal, () => cognito.signIn(input.username, call));
      },
      respondToChallenge: (challenge, { challengeResponse }, signal) => {
        ledger.signInSent(owner, challenge.session);
        return send(owner, time, 'RespondToAuthChallenge', signal, () =>
          cognito.respondToChallenge(challenge, challengeResponse),
        );
      },
      signInWithSession: () => Promise.reject(new Error('Nobody signs up in the simulation.')),
      refresh: (refreshToken, operation, signal) => {
        ledger.refreshSent(owner, refreshToken);
        return send(owner, time, 'Refresh', signal, () => cognito.refresh(refreshToken, operation));
      },
      revoke: (refreshToken, signal) => send(owner, time, 'RevokeToken', signal, () => cognito.revoke(refreshToken)),
      globalSignOut: (accessToken, signal) =>
        send(owner, time, 'GlobalSignOut', signal, () => cognito.globalSignOut(accessToken)),
    }),

    identityPoolFor: (owner, time) => ({
      identityPoolId: 'pool',
      allowGuestAccess: conditions.guests,
      getId: (login, signal) => send(owner, time, 'GetId', signal, () => cognito.getId(login)),
      getCredentialsForIdentity: (identityId, login, signal) =>
        send(owner, time, 'GetCredentialsForIdentity', signal, () =>
          cognito.getCredentialsForIdentity(identityId, login),
        ),
    }),

    managedLoginFor: (owner, time) => ({
      begin: async (flowId, { customState }) => cognito.managedLogin.begin(flowId, customState),
      readCallback: (url) => readCallback([APP], url),
      async exchange({ parameters }, flow, signal) {
        const code = new URLSearchParams(parameters).get('code');
        if (code === null) throw serviceFailure('access_denied'); // as sw/managed-login has it, without a request
        ledger.codeSent(owner, code, flow);
        return await send(owner, time, 'the exchange of a code', signal, () =>
          cognito.managedLogin.exchange(code, flow.codeVerifier),
        );
      },
      logoutUrl: () => `${LOGIN}logout`,
    }),

    leaveBehind(owner) {
      for (const flight of flights) {
        if (flight.owner !== owner) continue;
        flights.delete(flight);
        stray(flight);
        ledger.requestEnded(owner, flight.what);
      }
    },
  };
}

function attempt(work: () => unknown): void {
  try {
    work();
  } catch {
    // Nobody hears the refusal.
  }
}

function internalError() {
  return serviceFailure('InternalErrorException');
}
