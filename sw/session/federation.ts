import type {
  FederateToIdentityPoolInput,
  FederateToIdentityPoolOutput,
  FederationProvider,
} from '../../shared/federation.js';
import { federated, signedOut } from './changes.js';
import type { SessionContext } from './context.js';
import { withDeadline } from './deadline.js';
import {
  alreadySignedInError,
  noIdentityPoolError,
  notFederatedError,
  signInSupersededError,
  toAuthError,
} from './errors.js';
import type { IdentityPool, Login } from './ports.js';
import type { SessionRecord } from './record.js';

const FEDERATION_LIMIT_MS = 20_000; // two requests of at most 10 s each, after one that was refused

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
          const obtain = async (identityId?: string) => {
            const known = identityId ?? (await identityPool.getId(login, signal));
            return await identityPool.getCredentialsForIdentity(known, login, signal);
          };
          const guest = guestIdentity(record, identityPool);
          return await obtain(input.identityId ?? guest).catch((thrown) => {
            // The guest's identity is gone, or the user has one already: the user's own is asked for.
            const { service, retryable } = toAuthError(thrown);
            if (!guest || input.identityId || !service || retryable) throw thrown;
            return obtain();
          });
        },
      );
      const { expiration, ...secrets } = credentials;
      const newSessionId = uniqueId();
      const browserSession = await context.policies.bind();
      const { now } = time.read();
      const { after } = await door.change(
        federated({
          generation: record.generation,
          newSessionId,
          federation: {
            provider: login.provider as string,
            sealed: await sealer.seal(login.token, 'federation'),
            since: now,
            lastActivityAt: now,
            ...(browserSession !== undefined && { browserSession }),
          },
          identity: {
            identityPoolId: identityPool.identityPoolId,
            identityId,
            kind: 'user',
            credentials: {
              sealed: await sealer.seal(secrets, 'credentials'),
              validity: { issuedAt: now, expiresAt: expiration.getTime() },
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

/** A guest's identity becomes the user's. */
function guestIdentity({ identity }: SessionRecord, { identityPoolId }: IdentityPool): string | undefined {
  return identity?.kind === 'guest' && identity.identityPoolId === identityPoolId ? identity.identityId : undefined;
}

function providerName(provider: FederationProvider): string {
  return typeof provider === 'string' ? PROVIDER_NAMES[provider] : provider.custom;
}
