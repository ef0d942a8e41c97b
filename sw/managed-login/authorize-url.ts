import type { RedirectProvider, SignInWithRedirectInput } from '../../shared/redirect-sign-in.js';

/** The names that user pools have for them: the endpoint's parameter `identity_provider`. */
const PROVIDER_NAMES: Readonly<Record<RedirectProvider, string>> = {
  Amazon: 'LoginWithAmazon',
  Apple: 'SignInWithApple',
  Facebook: 'Facebook',
  Google: 'Google',
};

export interface AuthorizationRequest {
  readonly endpoint: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly redirectUri: string;
  readonly state: string;
  readonly nonce: string;
  readonly codeChallenge: string;
}

/**
 * Where a sign-in begins.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
 */
export function authorizeUrl(request: AuthorizationRequest, { provider, options }: SignInWithRedirectInput): string {
  const url = new URL(request.endpoint);
  const parameters = {
    response_type: 'code',
    client_id: request.clientId,
    redirect_uri: request.redirectUri,
    scope: request.scopes.join(' '),
    state: request.state,
    nonce: request.nonce,
    code_challenge: request.codeChallenge,
    code_challenge_method: 'S256',
    ...providerParameter(provider),
    login_hint: options?.loginHint,
    lang: options?.lang,
    prompt: options?.prompt?.toLowerCase(),
  };
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  return url.href;
}

function providerParameter(provider: SignInWithRedirectInput['provider']) {
  if (provider === undefined) return {};
  if (typeof provider === 'string') return { identity_provider: PROVIDER_NAMES[provider] };
  return 'custom' in provider ? { identity_provider: provider.custom } : { idp_identifier: provider.idpIdentifier };
}
