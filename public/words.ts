import { AuthError } from '../client/index.js';

/** What went wrong and what to do about it, for a person. */
export function inWords(error: unknown): string {
  // What Cognito itself says is meant for the person at the form; our message also names the request, for a developer.
  if (error instanceof AuthError) return `${error.service?.message ?? error.message} ${error.recoverySuggestion}`;
  return error instanceof Error ? error.message : String(error);
}

/** `ada` is written as a name where a person is meant. */
export function nameOf(username: string): string {
  return username.charAt(0).toUpperCase() + username.slice(1);
}

/** Enough of a secret to recognise it, and too little to use it. */
export function shortened(secret: string): string {
  return `${secret.slice(0, 6)}…${secret.slice(-4)}`;
}

/** Minutes and seconds: `4:07`. */
export function minutesAndSeconds(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const clock = `${minutes}:${String(seconds % 60).padStart(2, '0')}`;
  return hours === 0 ? clock : `${hours}:${clock.padStart(5, '0')}`;
}
