import type { CDPSession, Page } from 'playwright/test';

/**
 * An authenticator inside this device that knows its user: what a passkey is kept in. Only Chromium offers one, and takes it
 * away from a page as soon as any DevTools session of that page is detached.
 */
export interface VirtualAuthenticator {
  /** How many passkeys are in it. */
  count(): Promise<number>;
  /** Forgets every passkey, as a new device would. */
  clear(): Promise<void>;
}

export async function addVirtualAuthenticator(page: Page): Promise<VirtualAuthenticator> {
  const devtools: CDPSession = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    async count() {
      return (await devtools.send('WebAuthn.getCredentials', { authenticatorId })).credentials.length;
    },
    async clear() {
      await devtools.send('WebAuthn.clearCredentials', { authenticatorId });
    },
  };
}
