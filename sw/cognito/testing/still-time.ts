import type { CognitoEnvironment } from '../environment.js';

/** A clock that stands still at this time, and learns nothing. */
export const stillTime = (now = 0): CognitoEnvironment['time'] => ({
  read: () => ({ now, offsetMs: 0, certain: true }),
  moment: () => ({ wall: now, monotonic: 0 }),
  observe: () => {},
});
