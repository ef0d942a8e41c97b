import { AuthError } from '../../shared/auth-error.js';
import type { RedirectArrival, SignInWithRedirectInput } from '../../shared/redirect-sign-in.js';
import type { SessionContext } from './context.js';
import { withDeadline } from './deadline.js';
import { alreadySignedInError, toAuthError } from './errors.js';
import type { Establish } from './establish.js';
import type { ManagedLogin, RedirectCallback, RedirectFlow } from './ports.js';
import type { RedirectEnding, SessionRecord } from './record.js';
import {
  type ByRedirect,
  redirectAnswered,
  redirectBegun,
  redirectConcluded,
  redirectEndingTaken,
} from './redirect-changes.js';
import { earlierNow, isEndingFor, type RedirectWindow } from './redirect-ending.js';
import { arrivalEvents } from './redirect-events.js';
import {
  flowIdOf,
  judgeRedirect,
  noManagedLoginError,
  REDIRECT_LIFE_MS,
  unknownRedirectError,
} from './redirect-verdict.js';

/** One request of at most 10 s, and some to spare: the browser's navigation waits for it. */
const EXCHANGE_LIMIT_MS = 12_000;

/** A window, as the worker knows it. */
export interface SessionWindow extends RedirectWindow {
  /** Where it is. */
  readonly url: string;
}

/** Sign-in by managed login. Nothing waits for a user who is away: a flow that nobody comes back to is forgotten. */
export interface RedirectSignIn {
  /** Answers where the window has to go. */
  signInWithRedirect(from: SessionWindow, input: SignInWithRedirectInput): Promise<string>;
  /**
   * Brings the sign-in to an end that this address answers to. How it ended is told by the record, never by a rejection.
   * Answers the address without the answer; or the same one where the record could not be written, and the page has to hand
   * it over. `clientId` is the window that will be there, where the browser tells.
   */
  answerRedirect(url: string, clientId: string | undefined): Promise<string>;
  arrive(window: RedirectWindow, url: string): Promise<RedirectArrival>;
}

export function createRedirectSignIn(context: SessionContext, establish: Establish): RedirectSignIn {
  const { door, sealer, time, uniqueId, managedLogin } = context;
  /** Browsers send a navigation twice, if the user is impatient: the second waits for the first. */
  const underWay = new Map<string, Promise<void>>();

  /** The flow that the answer belongs to, and nobody else's from now on: the record names its taker. */
  async function take({ state }: RedirectCallback, record: SessionRecord, takenBy: string): Promise<RedirectFlow> {
    const flowId = flowIdOf(state);
    const now = earlierNow(time.read());
    const pending = judgeRedirect(record, flowId, now);
    if (pending instanceof AuthError) throw pending;
    const flow = pending.sealed && (await sealer.unseal(pending.sealed, 'redirect'));
    if (flow?.state !== state) throw unknownRedirectError();
    const { after } = await door.change(redirectAnswered({ flowId, takenBy, now }));
    // Otherwise somebody was quicker, so that it is an error.
    if (after.redirects?.[flowId]?.takenBy !== takenBy) throw judgeRedirect(after, flowId, now);
    return flow;
  }

  async function exchange(
    callback: RedirectCallback,
    clientId: string | undefined,
    login: ManagedLogin,
  ): Promise<void> {
    const record = await door.read();
    const flowId = flowIdOf(callback.state);
    const tabId = record.redirects?.[flowId]?.tabId;
    const takenBy = uniqueId();
    const conclude = (ending: Pick<RedirectEnding, 'error' | 'customState'>): ByRedirect => ({
      flowId,
      takenBy,
      ending: {
        ...ending,
        id: uniqueId(),
        ...(tabId !== undefined && { tabId }),
        ...(clientId !== undefined && { clientId }),
        taken: false,
      },
    });
    try {
      const flow = await take(callback, record, takenBy);
      if (record.signIn?.tokens || record.federation) throw alreadySignedInError();
      const tokens = await withDeadline(context, 'The sign-in with managed login', EXCHANGE_LIMIT_MS, (signal) =>
        login.exchange(callback, flow, signal),
      );
      const { customState } = flow;
      const redirect = conclude(customState === undefined ? {} : { customState });
      await establish(record.generation, { tokens, redirect });
    } catch (thrown) {
      await door.change(redirectConcluded(conclude({ error: toAuthError(thrown).toData() }), time.read().now));
    }
  }

  function answer(callback: RedirectCallback, clientId: string | undefined, login: ManagedLogin): Promise<void> {
    const { state } = callback;
    const known = underWay.get(state);
    if (known) return known;
    const ended = exchange(callback, clientId, login).finally(() => underWay.delete(state));
    underWay.set(state, ended);
    return ended;
  }

  return {
    async signInWithRedirect({ tabId, url: pageUrl }, input) {
      if (!managedLogin) throw noManagedLoginError();
      const record = await door.read();
      if (record.signIn?.tokens || record.federation) throw alreadySignedInError();
      const flowId = uniqueId();
      const { url, flow } = await managedLogin.begin(flowId, input, pageUrl);
      const { now } = time.read();
      const sealed = await sealer.seal(flow, 'redirect');
      await door.change(redirectBegun({ flowId, tabId, sealed, expiresAt: now + REDIRECT_LIFE_MS, now }));
      return url;
    },

    async answerRedirect(url, clientId) {
      const callback = managedLogin?.readCallback(url);
      if (!managedLogin || !callback) return url;
      // Whatever fails, a database too: the user is to come to the app, and not to an error page of the browser.
      return await answer(callback, clientId, managedLogin).then(
        () => callback.redirectUri,
        () => url,
      );
    },

    async arrive(window, url) {
      if (!managedLogin) return { events: [] };
      const callback = managedLogin.readCallback(url);
      if (callback) await answer(callback, window.clientId, managedLogin);
      await door.read(); // and the service's clock with it
      const now = earlierNow(time.read());
      const { redirectEnding: ending, signIn } = (await door.change(redirectEndingTaken(window, now))).after;
      const isOurs = ending && isEndingFor(ending, window, now);
      return {
        events: isOurs ? arrivalEvents(ending, signIn) : [],
        ...(callback && { cleanUrl: callback.redirectUri }),
      };
    },
  };
}
