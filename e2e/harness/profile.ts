import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** An empty folder in which a browser keeps what it keeps. */
export function createProfile(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'profile-'));
}

/** To be called once the browser has ended: of Chromium's processes some still write for a moment. */
export function removeProfile(profile: string): Promise<void> {
  return rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}
