import type {
  FederateToIdentityPoolInput,
  FederateToIdentityPoolOutput,
  FederationProvider,
} from '../../shared/federation.js';
import { federated, signedOut } from './changes.js';
import type { SessionContext } from './context.js';
import { withDeadline } from './deadline.js';
import { alreadySignedInError, noIdentityPoolError, notFederatedError, signInSupersededError } from './errors.js';
import type { Login } from './ports.js';
import type { SessionRecord } from './record.js';

const FEDERATION_LIMIT_MS = 20_000; // two requests of at most 10 s each

/** The names by which identity pools know them: the keys of `Logins` in the API. */
const PROVIDER_NAMES: Readonly<Record<Extract<FederationProvider, string>, string>> = {
  Amazon: 'www.amazon.com',
  Apple: 'appleid.apple.com',
  Facebook: 'graph.facebook.com',
  Google: 'accounts.google.com',
};

/** AWS credentials from another provider's token, without a user pool. */
export interface Federation {
  federateToIdentityPool(input: FederateToIdentityPoolInput): Promise<FederateToIdentityPoolOutput>;
  clearFederationToIdentityPool(): Promise<void>;
}

export function createFederation(context: SessionContext): Federation {
  const { door, sealer, time, uniqueId } = context;

  /** The identity to begin with: the one that was asked for, or a guest's, which becomes the user's. */
  function identityToUse(record: SessionRecord, input: FederateToIdentityPoolInput): string | undefined {
    return input.identityId ?? (record.identity?.kind === 'guest' ? record.identity.identityId : undefined);
  }

  return {
    async federateToIdentityPool(input) {
      const { identityPool } = context;
      if (!identityPool) throw noIdentityPoolError();
      const record = await door.read();
      if (record.signIn?.tokens) throw alreadySignedInError();
      const login: Login = { provider: providerName(input.provider), token: input.token };

      // Nothing is stored before the pool has accepted the token: one that it refuses changes nothing.
      const { identityId, credentials } = await withDeadline(
        context,
        'The federation to the identity pool',
        FEDERATION_LIMIT_MS,
        async (signal) => {
          const known = identityToUse(record, input) ?? (await identityPool.getId(login, signal));
          return await identityPool.getCredentialsForIdentity(known, login, signal);
        },
      );
      const { expiration, ...secrets } = credentials;
      const newSessionId = uniqueId();
      const { after } = await door.change(
        federated({
          generation: record.generation,
          newSessionId,
          federation: { provider: login.provider as string, sealed: await sealer.seal(login.token, 'federation') },
          identity: {
            identityPoolId: identityPool.identityPoolId,
            identityId,
            kind: 'user',
            credentials: {
              sealed: await sealer.seal(secrets, 'credentials'),
              validity: { issuedAt: time.read().now, expiresAt: expiration.getTime() },
            },
          },
        }),
      );
      if (after.sessionId !== newSessionId) throw signInSupersededError();
      return { identityId };
    },

    async clearFederationToIdentityPool() {
      const { generation, federation } = await door.read();
      if (!federation) throw notFederatedError();
      await door.change(signedOut({ generation, newSessionId: uniqueId(), revocationId: uniqueId() }));
    },
  };
}

function providerName(provider: FederationProvider): string {
  return typeof provider === 'string' ? PROVIDER_NAMES[provider] : provider.custom;
}
