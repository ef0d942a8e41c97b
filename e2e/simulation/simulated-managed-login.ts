import type { RedirectFlow, UserPoolTokens } from '../../sw/session/ports.js';
import { serviceFailure } from '../../sw/session/testing/service-failure.js';

/** Where managed login sends people back to. */
export const APP = 'https://app.example/';

/** Managed login's pages. */
export const LOGIN = 'https://login.example/';

/** A code that managed login has issued. */
export interface AuthorizationCode {
  readonly username: string;
  /** The verifier that it takes to exchange it (RFC 7636). */
  readonly codeVerifier: string;
}

/**
 * Managed login, and whoever sits in front of its pages. It issues one code for each time that somebody signs in, however often
 * for the same request, and takes each of them once.
 */
export interface SimulatedManagedLogin {
  readonly codes: ReadonlyMap<string, AuthorizationCode>;
  /** What was asked for, by the verifier that belongs to it. */
  readonly flows: ReadonlyMap<string, { readonly flowId: string; readonly customState: string | undefined }>;
  begin(flowId: string, customState: string | undefined): { readonly url: string; readonly flow: RedirectFlow };
  /** The address to which somebody is sent back who has signed in at this one. */
  signIn(url: string, username: string): string;
  /** Likewise, who did not want to. */
  cancel(url: string): string;
  /** An answer that was given to somebody else in another browser. With a flow's id, its state looks as if it was ours. */
  foreignAnswer(flowId?: string): string;
  exchange(code: string, codeVerifier: string): UserPoolTokens;
}

/** Who signs in elsewhere, and wants others to use the session. */
export const MALLORY = 'mallory';

const verifierOf = (state: string) => `verifier-of-${state}`;

export function createSimulatedManagedLogin(
  issue: (username: string, code: string) => UserPoolTokens,
): SimulatedManagedLogin {
  const codes = new Map<string, AuthorizationCode>();
  const flows = new Map<string, { flowId: string; customState: string | undefined }>();
  const used = new Set<string>();
  let serial = 0;

  function answer(state: string, parameters: Record<string, string>): string {
    return `${APP}?${new URLSearchParams({ ...parameters, state })}`;
  }

  function issueCode(state: string, username: string): string {
    const code = `code-${++serial}`;
    codes.set(code, { username, codeVerifier: verifierOf(state) });
    return code;
  }

  return {
    codes,
    flows,

    begin(flowId, customState) {
      const state = `${flowId}.secret-${++serial}`;
      const flow = {
        state,
        nonce: 'nonce',
        codeVerifier: verifierOf(state),
        redirectUri: APP,
        ...(customState !== undefined && { customState }),
      };
      flows.set(flow.codeVerifier, { flowId, customState });
      return { url: `${LOGIN}oauth2/authorize?${new URLSearchParams({ state })}`, flow };
    },

    signIn(url, username) {
      const state = stateIn(url);
      return answer(state, { code: issueCode(state, username) });
    },
    cancel: (url) => answer(stateIn(url), { error: 'access_denied' }),

    foreignAnswer(flowId = 'elsewhere') {
      const state = `${flowId}.guessed-${++serial}`;
      return answer(state, { code: issueCode(state, MALLORY) });
    },

    exchange(code, codeVerifier) {
      const known = codes.get(code);
      if (!known || used.has(code) || known.codeVerifier !== codeVerifier) throw serviceFailure('invalid_grant');
      used.add(code);
      return issue(known.username, code);
    },
  };
}

function stateIn(url: string): string {
  return new URL(url).searchParams.get('state') ?? '';
}
