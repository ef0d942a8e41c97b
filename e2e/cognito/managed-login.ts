import { AuthorizationCodes } from './authorization-codes.js';
import type { HttpAnswer } from './aws-json.js';
import { jsonAnswer } from './aws-json.js';
import { loginPage, problemPage, providerPage } from './login-page.js';
import { LoginSessions } from './login-sessions.js';
import type { CognitoSettings } from './settings.js';
import { TokenEndpoint } from './token-endpoint.js';
import type { UserPool, UserPoolContext } from './user-pool.js';
import type { PoolUser } from './users.js';

/** A request to managed login. */
export interface LoginRequest {
  /** Path and query. */
  readonly url: string;
  readonly query: URLSearchParams;
  readonly form: URLSearchParams;
  readonly cookies: string | undefined;
}

type Endpoint = (request: LoginRequest) => Promise<HttpAnswer> | HttpAnswer;

interface AuthorizationRequest {
  readonly redirectUri: string;
  readonly state: string | undefined;
  readonly scope: string;
  readonly nonce: string | undefined;
  readonly codeChallenge: string | undefined;
}

/**
 * The pages and the OAuth endpoints of the user pool's domain, with a cookie session of their own.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/federation-endpoints.html
 */
export class ManagedLogin {
  readonly #settings: CognitoSettings;
  readonly #userPool: UserPool;
  readonly #clientId: string;
  readonly #codes: AuthorizationCodes;
  readonly #sessions: LoginSessions;
  readonly #endpoints: ReadonlyMap<string, readonly [operation: string, Endpoint]>;

  constructor({ clock, settings, userPoolClientId, issuer }: UserPoolContext, userPool: UserPool, origin: string) {
    this.#settings = settings;
    this.#userPool = userPool;
    this.#clientId = userPoolClientId;
    this.#codes = new AuthorizationCodes(clock, settings);
    this.#sessions = new LoginSessions(clock);
    const tokens = new TokenEndpoint({ codes: this.#codes, userPool, userPoolClientId });
    const configuration = openIdConfiguration(issuer, origin);
    const configurationPath = `${new URL(issuer).pathname}/.well-known/openid-configuration`;
    this.#endpoints = new Map<string, readonly [string, Endpoint]>([
      ['GET /oauth2/authorize', ['Authorize', (request) => this.#authorize(request)]],
      ['GET /login', ['LoginPage', (request) => this.#showLogin(request)]],
      ['POST /login', ['Login', (request) => this.#logIn(request)]],
      [
        'GET /provider',
        ['ProviderPage', ({ query, url }) => html(providerPage(query.get('identity_provider') ?? '', url))],
      ],
      ['POST /provider', ['ProviderLogin', (request) => this.#federate(request)]],
      ['POST /oauth2/token', ['Token', ({ form }) => tokens.answer(form)]],
      ['GET /logout', ['Logout', (request) => this.#logOut(request)]],
      [`GET ${configurationPath}`, ['OpenIdConfiguration', () => documentAnswer(configuration)]],
    ]);
  }

  /** The endpoint of a request, under the name by which it is logged; undefined where there is none. */
  endpoint(method: string, path: string): readonly [operation: string, Endpoint] | undefined {
    return this.#endpoints.get(`${method} ${path}`);
  }

  #authorize(request: LoginRequest): HttpAnswer {
    const { query, cookies } = request;
    const wrong = this.#whatIsWrong(query);
    // Whoever asks wrongly is not sent on: the address may be somebody else's.
    if (wrong) return html(problemPage(wrong), 400);
    const authorization = authorizationOf(query);
    const refusal = this.#refusal(query);
    if (refusal) return redirect(callbackUrl(authorization, { error: refusal }));
    const user = this.#sessions.userOf(cookies);
    const prompt = query.get('prompt');
    if (user && prompt !== 'login') return this.#grant(authorization, user);
    if (prompt === 'none') return redirect(callbackUrl(authorization, { error: 'login_required' }));
    const provider = query.get('identity_provider');
    if (provider !== null && provider !== 'COGNITO') return redirect(`/provider?${query}`);
    return redirect(`/login?${query}`);
  }

  #showLogin({ url, query }: LoginRequest, problem?: string): HttpAnswer {
    const wrong = this.#whatIsWrong(query);
    if (wrong) return html(problemPage(wrong), 400);
    const addressOf = (provider: string) => {
      const asked = new URLSearchParams(query);
      asked.set('identity_provider', provider);
      return `/provider?${asked}`;
    };
    return html(
      loginPage({
        action: url,
        hint: query.get('login_hint') ?? '',
        language: query.get('lang') ?? 'en',
        providers: this.#settings.identityProviders.map((name) => [name, addressOf(name)]),
        problem,
      }),
    );
  }

  #logIn(request: LoginRequest): HttpAnswer {
    const { query, form } = request;
    const wrong = this.#whatIsWrong(query);
    if (wrong) return html(problemPage(wrong), 400);
    const user = this.#userPool.users.find(form.get('username') ?? '');
    // The pages for a second factor, a new password or a code are beyond this server.
    const mayEnter = user?.enabled && user.status === 'CONFIRMED' && user.mfa === undefined;
    if (!mayEnter || user.password !== form.get('password')) {
      return this.#showLogin(request, 'Incorrect username or password.');
    }
    return this.#enter(query, user);
  }

  #federate({ query, form }: LoginRequest): HttpAnswer {
    const wrong = this.#whatIsWrong(query);
    if (wrong) return html(problemPage(wrong), 400);
    const provider = query.get('identity_provider') ?? '';
    if (form.get('answer') !== 'yes') {
      const error = { error: 'access_denied', error_description: `${provider} refused the sign-in` };
      return redirect(callbackUrl(authorizationOf(query), error));
    }
    const username = `${provider.toLowerCase()}_${form.get('subject')}`;
    const { users } = this.#userPool;
    return this.#enter(query, users.get(username) ?? users.create({ username, password: '' }));
  }

  #enter(query: URLSearchParams, user: PoolUser): HttpAnswer {
    const answer = this.#grant(authorizationOf(query), user);
    answer.headers['Set-Cookie'] = this.#sessions.begin(user);
    return answer;
  }

  #grant(authorization: AuthorizationRequest, user: PoolUser): HttpAnswer {
    return redirect(callbackUrl(authorization, { code: this.#codes.issue({ ...authorization, user }) }));
  }

  #logOut({ query, cookies }: LoginRequest): HttpAnswer {
    const logoutUri = query.get('logout_uri') ?? '';
    if (query.get('client_id') !== this.#clientId) return html(problemPage('invalid_client'), 400);
    if (!this.#settings.logoutUrls.includes(logoutUri)) return html(problemPage('redirect_mismatch'), 400);
    const answer = redirect(logoutUri);
    answer.headers['Set-Cookie'] = this.#sessions.end(cookies);
    return answer;
  }

  #whatIsWrong(query: URLSearchParams): string | undefined {
    if (query.get('client_id') !== this.#clientId) return 'invalid_client';
    return this.#settings.callbackUrls.includes(query.get('redirect_uri') ?? '') ? undefined : 'redirect_mismatch';
  }

  /** What the client is told, at an address that is known to be its own. */
  #refusal(query: URLSearchParams): string | undefined {
    if (query.get('response_type') !== 'code') return 'unsupported_response_type';
    const scopes = (query.get('scope') ?? '').split(' ').filter(Boolean);
    if (scopes.some((scope) => !this.#settings.allowedScopes.includes(scope))) return 'invalid_scope';
    // PKCE is S256 only.
    const isPlain = query.has('code_challenge') && query.get('code_challenge_method') !== 'S256';
    return isPlain ? 'invalid_request' : undefined;
  }
}

function authorizationOf(query: URLSearchParams): AuthorizationRequest {
  return {
    redirectUri: query.get('redirect_uri') ?? '',
    state: query.get('state') ?? undefined,
    scope: query.get('scope') ?? '',
    nonce: query.get('nonce') ?? undefined,
    codeChallenge: query.get('code_challenge') ?? undefined,
  };
}

function callbackUrl({ redirectUri, state }: AuthorizationRequest, answer: Record<string, string>): string {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries(answer)) url.searchParams.set(name, value);
  if (state !== undefined) url.searchParams.set('state', state);
  return url.href;
}

function html(body: string, status = 200): HttpAnswer {
  return { status, headers: { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' }, body };
}

function redirect(location: string): HttpAnswer {
  return { status: 302, headers: { Location: location, 'Cache-Control': 'no-store' }, body: '' };
}

/** A public document. Strict clients ask for this type (OpenID Connect Discovery 1.0, section 4.2), and Cognito has it. */
function documentAnswer(content: object): HttpAnswer {
  const answer = jsonAnswer(content);
  answer.headers['Content-Type'] = 'application/json';
  return answer;
}

/** The document by which OpenID Connect clients find the rest. The issuer is the pool's, the endpoints are the domain's. */
function openIdConfiguration(issuer: string, origin: string): object {
  return {
    issuer,
    authorization_endpoint: `${origin}/oauth2/authorize`,
    token_endpoint: `${origin}/oauth2/token`,
    end_session_endpoint: `${origin}/logout`,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    scopes_supported: ['openid', 'email', 'phone', 'profile'],
  };
}
