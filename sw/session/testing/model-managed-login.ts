import type { ManagedLogin, RedirectFlow } from '../ports.js';
import type { ModelCognito } from './model-cognito.js';
import { serviceFailure } from './service-failure.js';

/** Managed login of the model's user pool, and whoever sits in front of its pages. */
export interface ModelManagedLogin extends ManagedLogin {
  /** The address that a user of this name comes back to after leaving for `url`. */
  comeBack(url: string, username: string): string;
}

const REDIRECT_URI = 'https://app.example/';

/** It knows its flows by their states, and takes each code once. */
export function createModelManagedLogin(cognito: Pick<ModelCognito, 'userPool'>): ModelManagedLogin {
  const codes = new Map<string, string>();
  let serial = 0;

  return {
    async begin(flowId, { customState }) {
      const state = `${flowId}.secret-${++serial}`;
      const flow: RedirectFlow = {
        state,
        nonce: 'nonce',
        codeVerifier: `verifier-of-${state}`,
        redirectUri: REDIRECT_URI,
        ...(customState !== undefined && { customState }),
      };
      return { url: `https://login.example/oauth2/authorize?state=${state}`, flow };
    },

    comeBack(url, username) {
      const state = new URL(url).searchParams.get('state') ?? '';
      const code = `code-${++serial}`;
      codes.set(code, username);
      return `${REDIRECT_URI}?code=${code}&state=${state}`;
    },

    readCallback(url) {
      const { origin, pathname, searchParams } = new URL(url);
      const state = searchParams.get('state');
      if (state === null || origin + pathname !== REDIRECT_URI) return undefined;
      return { state, redirectUri: REDIRECT_URI, parameters: searchParams.toString() };
    },

    async exchange({ state, parameters }, flow, signal) {
      if (flow.codeVerifier !== `verifier-of-${state}`) throw serviceFailure('invalid_grant');
      const code = new URLSearchParams(parameters).get('code') ?? '';
      const username = codes.get(code);
      codes.delete(code);
      if (username === undefined) throw serviceFailure('invalid_grant');
      const progress = await cognito.userPool.signIn({ username, password: 'secret' }, signal);
      if (!progress.done) throw serviceFailure('invalid_grant');
      return progress.tokens;
    },

    logoutUrl: (_pageUrl, redirectUrl) => `https://login.example/logout?logout_uri=${redirectUrl ?? REDIRECT_URI}`,
  };
}
