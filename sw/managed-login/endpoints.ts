import type { ManagedLoginConfig } from '../config.js';

/** The user pool's pages and its OAuth endpoints. https://docs.aws.amazon.com/cognito/latest/developerguide/federation-endpoints.html */
export interface Endpoints {
  readonly authorize: string;
  readonly token: string;
  readonly logout: string;
}

export function endpointsOf({ domain }: Pick<ManagedLoginConfig, 'domain'>): Endpoints {
  const { origin } = new URL(domain.includes('://') ? domain : `https://${domain}`);
  return {
    authorize: `${origin}/oauth2/authorize`,
    token: `${origin}/oauth2/token`,
    logout: `${origin}/logout`,
  };
}
