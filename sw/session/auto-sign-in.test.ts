import { expect, test, vi } from 'vitest';
import { AuthError } from '../../shared/auth-error.js';
import { plainSealer } from './testing/plain-sealer.js';
import { createWorld } from './testing/world.js';

test('an auto sign-in that nobody can unseal any more does not keep the sign-up from being confirmed', async () => {
  const accountFlows = {
    signUp: vi.fn(async () => ({
      isSignUpComplete: false,
      userId: 'sub',
      codeDeliveryDetails: {},
      session: 'session of ada',
    })),
    confirmSignUp: vi.fn(async () => ({})),
  };
  let isGone = false;
  const gone = new AuthError({ kind: 'sessionExpired', message: 'The key is gone.', recoverySuggestion: 'Sign in.' });
  const world = createWorld({
    accounts: { accountFlows: accountFlows as never },
    sealer: {
      ...plainSealer,
      unseal: (sealed, purpose) => (isGone ? Promise.reject(gone) : plainSealer.unseal(sealed, purpose)),
    },
  });
  const { session } = world.startWorker();
  await session.signUp('tab', {
    username: 'ada',
    password: 'secret',
    options: { autoSignIn: { authFlowType: 'USER_AUTH' } },
  });
  isGone = true;
  await expect(session.confirmSignUp('tab', { username: 'ada', confirmationCode: '1' })).resolves.toMatchObject({
    isSignUpComplete: true,
  });
});
