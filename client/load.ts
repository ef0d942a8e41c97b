import { AuthError } from '../shared/auth-error.js';

/** A part of the client that a bundler makes a file of its own of, so that a page does not pay for what it does not use. */
export async function load<T>(part: Promise<T>): Promise<T> {
  try {
    return await part;
  } catch (cause) {
    throw new AuthError({
      kind: 'unknown',
      message: 'Part of the page cannot be loaded.',
      recoverySuggestion: 'Try again; if it persists, reload the page.',
      retryable: true,
      cause,
    });
  }
}

export const loadInstallation = () => load(import('./installation.js'));

export const loadOnDemand = () => load(import('./on-demand.js'));
