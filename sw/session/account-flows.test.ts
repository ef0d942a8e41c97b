import { describe, expect, test, vi } from 'vitest';
import type { SignUpInput } from '../../shared/sign-up.js';
import type { AccountFlowOperations } from './account-flows.js';
import { networkFailure, serviceFailure } from './testing/service-failure.js';
import { createWorld } from './testing/world.js';

const MINUTE = 60_000;
const DETAILS = { destination: 'a***@e***', deliveryMedium: 'EMAIL', attributeName: 'email' } as const;
const CONFIRMATION = { username: 'ada', confirmationCode: '123456' };
const SESSION = 'session of ada';

/** A pool in which sign-ups want a code, and whose client has USER_AUTH where `session` is given. */
function begin({ session, isSignUpComplete = false }: { session?: string; isSignUpComplete?: boolean } = {}) {
  const accountFlows = {
    signUp: vi.fn<AccountFlowOperations['signUp']>(async () => ({
      isSignUpComplete,
      userId: 'sub-ada',
      codeDeliveryDetails: DETAILS,
      ...(session !== undefined && { session }),
    })),
    confirmSignUp: vi.fn<AccountFlowOperations['confirmSignUp']>(async () => ({
      ...(session !== undefined && { session }),
    })),
    resendSignUpCode: vi.fn<AccountFlowOperations['resendSignUpCode']>(async () => DETAILS),
    resetPassword: vi.fn<AccountFlowOperations['resetPassword']>(async () => ({
      isPasswordReset: false,
      nextStep: { resetPasswordStep: 'CONFIRM_RESET_PASSWORD_WITH_CODE', codeDeliveryDetails: DETAILS },
    })),
    confirmResetPassword: vi.fn<AccountFlowOperations['confirmResetPassword']>(async () => {}),
  };
  const world = createWorld({ accounts: { accountFlows } });
  return { world, accountFlows, worker: world.startWorker() };
}

const signUpInput = (autoSignIn?: NonNullable<SignUpInput['options']>['autoSignIn']): SignUpInput => ({
  username: 'ada',
  password: 'secret',
  ...(autoSignIn !== undefined && { options: { autoSignIn } }),
});

const BY_SESSION = { authFlowType: 'USER_AUTH' } as const;

describe('a sign-up', () => {
  test('changes nothing of the session, and leads to a sign-in only where that was asked for', async () => {
    const { world, worker, accountFlows } = begin({ session: SESSION });
    const before = world.store.current();
    expect(await worker.session.signUp('tab', signUpInput())).toEqual({
      isSignUpComplete: false,
      userId: 'sub-ada',
      nextStep: { signUpStep: 'CONFIRM_SIGN_UP', codeDeliveryDetails: DETAILS },
    });
    expect(await worker.session.confirmSignUp('tab', CONFIRMATION)).toEqual({
      isSignUpComplete: true,
      nextStep: { signUpStep: 'DONE' },
    });
    expect(world.store.current()).toEqual(before);
    expect(accountFlows.confirmSignUp.mock.calls[0]?.[1]).toBeUndefined();
    await expect(worker.session.autoSignIn('tab')).rejects.toMatchObject({ kind: 'invalidState' });
  });

  test('that needs no confirmation goes on to the sign-in at once', async () => {
    const { worker } = begin({ isSignUpComplete: true });
    const { nextStep } = await worker.session.signUp('tab', signUpInput(true));
    expect(nextStep).toEqual({ signUpStep: 'COMPLETE_AUTO_SIGN_IN' });
    expect(await worker.session.autoSignIn('tab')).toMatchObject({ isSignedIn: true });
  });

  test('is not undone by a store that fails', async () => {
    const { world, worker } = begin();
    world.store.failWith(new Error('no disk'));
    expect((await worker.session.signUp('tab', signUpInput(true))).userId).toBe('sub-ada');
  });

  test('without a user pool is an error of the configuration', async () => {
    const { session } = createWorld().startWorker({ userPool: true });
    await expect(session.signUp('tab', signUpInput())).rejects.toMatchObject({ kind: 'configuration' });
    await expect(session.resetPassword({ username: 'ada' })).rejects.toMatchObject({ kind: 'configuration' });
  });
});

describe('an auto sign-in by password', () => {
  test('signs in, once', async () => {
    const { world, worker } = begin();
    await worker.session.signUp('tab', signUpInput(true));
    const { nextStep } = await worker.session.confirmSignUp('tab', CONFIRMATION);
    expect(nextStep).toEqual({ signUpStep: 'COMPLETE_AUTO_SIGN_IN' });
    expect(await worker.session.autoSignIn('tab')).toEqual({ isSignedIn: true, nextStep: { signInStep: 'DONE' } });
    expect(world.cognito.count('signIn')).toBe(1);
    await expect(worker.session.autoSignIn('tab')).rejects.toMatchObject({ kind: 'invalidState' });
  });

  test('stores no password', async () => {
    const { world, worker } = begin();
    await worker.session.signUp('tab', signUpInput(true));
    const [pending] = Object.values(world.store.current().challenges);
    expect(new TextDecoder().decode(pending?.sealed.ciphertext)).toContain('ada');
    expect(new TextDecoder().decode(pending?.sealed.ciphertext)).not.toContain('secret');
  });

  test.each([
    ['the worker was stopped', async ({ world }: ReturnType<typeof begin>) => world.startWorker()],
    [
      'four minutes have passed',
      async ({ world, worker }: ReturnType<typeof begin>) => {
        await world.clock.advance(4 * MINUTE);
        return worker;
      },
    ],
  ])('is given up where %s before the confirmation: the sign-up is done', async (_what, happen) => {
    const started = begin();
    await started.worker.session.signUp('tab', signUpInput(true));
    const { session } = await happen(started);
    const { nextStep } = await session.confirmSignUp('tab', CONFIRMATION);
    expect(nextStep).toEqual({ signUpStep: 'DONE' });
    await expect(session.autoSignIn('tab')).rejects.toMatchObject({ kind: 'invalidState' });
  });

  test('says to call signIn where the worker was stopped after the confirmation', async () => {
    const { world, worker } = begin();
    await worker.session.signUp('tab', signUpInput(true));
    await worker.session.confirmSignUp('tab', CONFIRMATION);
    worker.stop();
    await expect(world.startWorker().session.autoSignIn('tab')).rejects.toMatchObject({
      kind: 'invalidState',
      message: expect.stringContaining('for some minutes only'),
      recoverySuggestion: expect.stringContaining('Call signIn'),
    });
  });

  test('goes by the session, where the password is gone and Cognito gave one', async () => {
    const { world, worker } = begin({ session: SESSION });
    await worker.session.signUp('tab', signUpInput(true));
    worker.stop();
    const { session } = world.startWorker();
    await session.confirmSignUp('tab', CONFIRMATION);
    expect(await session.autoSignIn('tab')).toMatchObject({ isSignedIn: true });
    expect(world.cognito.count('signInWithSession')).toBe(1);
  });

  test('keeps the worker alive until it is over, and no longer', async () => {
    const { worker } = begin();
    await worker.session.signUp('tab', signUpInput(true));
    const over = vi.fn();
    const settled = worker.session.settled().then(over);
    await worker.session.confirmSignUp('tab', CONFIRMATION);
    expect(over).not.toHaveBeenCalled();
    await worker.session.autoSignIn('tab');
    await settled;
    expect(over).toHaveBeenCalled();
  });
});

describe('an auto sign-in by session', () => {
  test('survives a stop of the worker, and shows the sign-up session to the confirmation', async () => {
    const { world, worker, accountFlows } = begin({ session: SESSION });
    await worker.session.signUp('tab', signUpInput(BY_SESSION));
    worker.stop();
    const { session } = world.startWorker();
    const { nextStep } = await session.confirmSignUp('tab', CONFIRMATION);
    expect(nextStep).toEqual({ signUpStep: 'COMPLETE_AUTO_SIGN_IN' });
    expect(accountFlows.confirmSignUp.mock.calls[0]?.[1]).toBe(SESSION);
    expect(await session.autoSignIn('tab')).toMatchObject({ isSignedIn: true });
    expect(world.cognito.requests).not.toContain('signIn');
  });

  test('does not show the confirmation a session that may be too old', async () => {
    const { world, worker, accountFlows } = begin({ session: SESSION });
    await worker.session.signUp('tab', signUpInput(BY_SESSION));
    await world.clock.advance(3 * MINUTE);
    await worker.session.confirmSignUp('tab', CONFIRMATION);
    expect(accountFlows.confirmSignUp.mock.calls[0]?.[1]).toBeUndefined();
  });

  test('is no next step where Cognito gave no session', async () => {
    const { worker } = begin();
    await worker.session.signUp('tab', signUpInput(BY_SESSION));
    const { nextStep } = await worker.session.confirmSignUp('tab', CONFIRMATION);
    expect(nextStep).toEqual({ signUpStep: 'DONE' });
  });
});

describe('an auto sign-in by custom challenges', () => {
  test.each([
    ['CUSTOM_WITH_SRP', 'COMPLETE_AUTO_SIGN_IN', 'DONE'],
    ['CUSTOM_WITHOUT_SRP', 'COMPLETE_AUTO_SIGN_IN', 'COMPLETE_AUTO_SIGN_IN'],
  ] as const)('goes by no session: %s', async (authFlowType, alive, stopped) => {
    for (const [stop, expected] of [
      [false, alive],
      [true, stopped],
    ] as const) {
      const { world, worker } = begin({ session: SESSION });
      await worker.session.signUp('tab', signUpInput({ authFlowType }));
      if (stop) worker.stop();
      const { session } = stop ? world.startWorker() : worker;
      expect((await session.confirmSignUp('tab', CONFIRMATION)).nextStep.signUpStep).toBe(expected);
      if (expected === 'DONE') continue;
      await session.autoSignIn('tab');
      expect(world.cognito.requests).toContain('signIn');
      expect(world.cognito.requests).not.toContain('signInWithSession');
    }
  });
});

describe('an auto sign-in', () => {
  test('belongs to the tab that began it, and to its user', async () => {
    const { worker } = begin({ session: SESSION });
    await worker.session.signUp('tab', signUpInput(true));
    await expect(worker.session.autoSignIn('other tab')).rejects.toMatchObject({ kind: 'invalidState' });
    const other = await worker.session.confirmSignUp('other tab', CONFIRMATION);
    expect(other.nextStep).toEqual({ signUpStep: 'DONE' });
    const grace = await worker.session.confirmSignUp('tab', { ...CONFIRMATION, username: 'grace' });
    expect(grace.nextStep).toEqual({ signUpStep: 'DONE' });
  });

  test('is the one of the last sign-up: no other password is tried', async () => {
    const { world, worker } = begin();
    await worker.session.signUp('tab', signUpInput(true));
    await worker.session.signUp('tab', { ...signUpInput(BY_SESSION), username: 'grace', password: 'other' });
    const { nextStep } = await worker.session.confirmSignUp('tab', { ...CONFIRMATION, username: 'grace' });
    expect(nextStep).toEqual({ signUpStep: 'DONE' });
    expect(world.cognito.requests).toEqual([]);
  });

  test('survives a wrong code', async () => {
    const { worker, accountFlows } = begin();
    await worker.session.signUp('tab', signUpInput(true));
    accountFlows.confirmSignUp.mockRejectedValueOnce(serviceFailure('CodeMismatchException'));
    await expect(worker.session.confirmSignUp('tab', CONFIRMATION)).rejects.toThrow();
    expect((await worker.session.confirmSignUp('tab', CONFIRMATION)).nextStep.signUpStep).toBe('COMPLETE_AUTO_SIGN_IN');
  });

  test('can be tried again after a failure of the network, and not after a refusal', async () => {
    const { world, worker } = begin();
    await worker.session.signUp('tab', signUpInput(true));
    world.cognito.fate = () => networkFailure();
    await expect(worker.session.autoSignIn('tab')).rejects.toMatchObject({ code: 'network' });
    world.cognito.fate = () => serviceFailure('NotAuthorizedException');
    await expect(worker.session.autoSignIn('tab')).rejects.toMatchObject({ kind: 'notAuthorized' });
    world.cognito.fate = () => 'ok';
    await expect(worker.session.autoSignIn('tab')).rejects.toMatchObject({ kind: 'invalidState' });
  });

  test('is no challenge that confirmSignIn could answer', async () => {
    const { world, worker } = begin({ session: SESSION });
    await worker.session.signUp('tab', signUpInput(true));
    const confirm = worker.session.confirmSignIn('tab', { challengeResponse: '123456' });
    await expect(confirm).rejects.toMatchObject({ kind: 'invalidState' });
    expect(world.cognito.requests).toEqual([]);
  });

  test('signs nobody in over somebody else', async () => {
    const { world, worker } = begin({ session: SESSION });
    await worker.session.signUp('tab', signUpInput(true));
    await worker.session.signIn('other tab', { username: 'grace', password: 'secret' });
    await expect(worker.session.autoSignIn('tab')).rejects.toMatchObject({ kind: 'invalidState' });
    expect(world.store.current().signIn?.user.username).toBe('grace');
  });
});
