import {
  type IdentityPoolConfig,
  identityPoolEndpointOf,
  type ManagedLoginConfig,
  type ProvidersConfig,
  type SealingMode,
  type SessionConfig,
  type SessionWorkerConfig,
  type StorageMode,
  type UserPoolConfig,
  userPoolEndpointOf,
} from './config.js';
import { type AttachRules, compileAttachRules } from './gateway/attach-rule.js';

/** A configuration that was checked, with everything filled in that it left out. */
export interface ParsedConfig {
  readonly userPool?: Required<UserPoolConfig>;
  readonly identityPool?: Required<IdentityPoolConfig>;
  readonly managedLogin?: ManagedLoginConfig;
  readonly providers: Required<ProvidersConfig>;
  readonly attach: AttachRules;
  readonly staticRouting: boolean;
  readonly session: SessionConfig & Required<Pick<SessionConfig, 'expiryBufferSeconds' | 'endWithBrowser'>>;
  readonly storage: StorageMode;
  readonly sealing: SealingMode;
}

const DEFAULT_EXPIRY_BUFFER_SECONDS = 120; // SESSION.md, section 3

/**
 * Fills in what a configuration leaves out that has been checked: now, or when this very script was installed.
 */
export function withDefaults({
  userPool,
  identityPool,
  managedLogin,
  providers,
  attach,
  staticRouting,
  session,
  storage,
  sealing,
}: SessionWorkerConfig): ParsedConfig {
  const { idleTimeoutSeconds, absoluteLifetimeSeconds } = session ?? {};
  return {
    ...(userPool && {
      userPool: { ...userPool, endpoint: originOf(userPool.endpoint ?? userPoolEndpointOf(userPool.userPoolId)) },
    }),
    ...(identityPool && {
      identityPool: {
        identityPoolId: identityPool.identityPoolId,
        allowGuestAccess: identityPool.allowGuestAccess ?? false,
        endpoint: originOf(identityPool.endpoint ?? identityPoolEndpointOf(identityPool.identityPoolId)),
      },
    }),
    ...(managedLogin && { managedLogin }),
    providers: {
      cognitoTokens: providers?.cognitoTokens ?? true,
      awsCredentials: providers?.awsCredentials ?? true,
    },
    attach: compileAttachRules(attach ?? []),
    staticRouting: staticRouting ?? false,
    session: {
      ...(idleTimeoutSeconds !== undefined && { idleTimeoutSeconds }),
      ...(absoluteLifetimeSeconds !== undefined && { absoluteLifetimeSeconds }),
      expiryBufferSeconds: session?.expiryBufferSeconds ?? DEFAULT_EXPIRY_BUFFER_SECONDS,
      endWithBrowser: session?.endWithBrowser ?? false,
    },
    storage: storage ?? 'persistent',
    sealing: sealing ?? 'database',
  };
}

function originOf(url: string): string {
  return new URL(url).origin;
}
