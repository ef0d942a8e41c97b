import type { AuthorizationCodes } from './authorization-codes.js';
import { type HttpAnswer, jsonAnswer } from './aws-json.js';
import { ServiceError } from './service-error.js';
import type { IssuedTokens, UserPool } from './user-pool.js';

export interface TokenEndpointContext {
  readonly codes: AuthorizationCodes;
  readonly userPool: UserPool;
  readonly userPoolClientId: string;
}

/**
 * `POST /oauth2/token` for a public client.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
 */
export class TokenEndpoint {
  readonly #context: TokenEndpointContext;

  constructor(context: TokenEndpointContext) {
    this.#context = context;
  }

  async answer(form: URLSearchParams): Promise<HttpAnswer> {
    const { userPoolClientId } = this.#context;
    if (form.get('client_id') !== userPoolClientId) return refusal('invalid_client');
    switch (form.get('grant_type')) {
      case 'authorization_code':
        return this.#exchange(form);
      case 'refresh_token':
        return this.#refresh(form);
      default:
        return refusal('unsupported_grant_type');
    }
  }

  async #exchange(form: URLSearchParams): Promise<HttpAnswer> {
    const [code, redirectUri] = [form.get('code'), form.get('redirect_uri')];
    if (code === null || redirectUri === null) return refusal('invalid_request');
    const grant = this.#context.codes.redeem(code, redirectUri, form.get('code_verifier') ?? undefined);
    if (!grant?.user.enabled) return refusal('invalid_grant');
    const { user, scope, nonce } = grant;
    return success(await this.#context.userPool.tokensFor(user, { scope, nonce }));
  }

  async #refresh(form: URLSearchParams): Promise<HttpAnswer> {
    try {
      return success(await this.#context.userPool.refreshed(form.get('refresh_token') ?? ''));
    } catch (error) {
      if (error instanceof ServiceError) return refusal('invalid_grant');
      throw error;
    }
  }
}

function success({ IdToken, AccessToken, RefreshToken, ExpiresIn, TokenType }: IssuedTokens): HttpAnswer {
  return oauthAnswer({
    id_token: IdToken,
    access_token: AccessToken,
    ...(RefreshToken !== undefined && { refresh_token: RefreshToken }),
    expires_in: ExpiresIn,
    token_type: TokenType,
  });
}

function refusal(error: string): HttpAnswer {
  return oauthAnswer({ error }, 400);
}

/** Any origin may read it, and none may send cookies along; the `Date` is for nobody but the origin itself. */
function oauthAnswer(content: object, status = 200): HttpAnswer {
  const answer = jsonAnswer(content, status);
  answer.headers['Content-Type'] = 'application/json;charset=UTF-8';
  answer.headers['Cache-Control'] = 'no-cache, no-store, max-age=0, must-revalidate';
  delete answer.headers['Access-Control-Expose-Headers'];
  return answer;
}
