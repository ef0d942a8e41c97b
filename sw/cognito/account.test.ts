import { describe, expect, test } from 'vitest';
import { createAccountOperations } from './account.js';
import { createAccountFlowOperations } from './account-flows.js';
import { exception, type RecordedAnswer, recordedService } from './testing/recorded-service.js';
import { createUserPool } from './user-pool.js';

const CONFIG = { userPoolId: 'eu-west-1_AbCdEfGhI', userPoolClientId: '1example23456789' };
const ClientId = CONFIG.userPoolClientId;
const AccessToken = 'eyJ.the-access-token.x';
const never = new AbortController().signal;

const SENT = { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: 'a***@e***' };
const TOLD = { attributeName: 'email', deliveryMedium: 'EMAIL', destination: 'a***@e***' };
const options = { clientMetadata: { from: 'test' } };
const ClientMetadata = { from: 'test' };

type Account = ReturnType<typeof createAccountOperations>;
type Flows = ReturnType<typeof createAccountFlowOperations>;

/** An operation, what it sends, what it is answered and what it makes of that. */
type Row<Operations> = [string, (all: Operations) => Promise<unknown>, object, RecordedAnswer, unknown];

const ACCOUNT: Row<Account>[] = [
  [
    'GetUser',
    (account) => account.fetchUserAttributes(AccessToken, undefined, never),
    { AccessToken },
    { body: { Username: 'ada', UserAttributes: [{ Name: 'sub', Value: '1' }, { Name: 'nickname' }] } },
    { sub: '1', nickname: '' },
  ],
  [
    'UpdateUserAttributes',
    (account) =>
      account.updateUserAttributes(AccessToken, { userAttributes: { name: 'Ada', email: 'a@e' }, options }, never),
    {
      AccessToken,
      ClientMetadata,
      UserAttributes: [
        { Name: 'name', Value: 'Ada' },
        { Name: 'email', Value: 'a@e' },
      ],
    },
    { body: { CodeDeliveryDetailsList: [SENT] } },
    {
      name: { isUpdated: true, nextStep: { updateAttributeStep: 'DONE' } },
      email: {
        isUpdated: false,
        nextStep: { updateAttributeStep: 'CONFIRM_ATTRIBUTE_WITH_CODE', codeDeliveryDetails: TOLD },
      },
    },
  ],
  [
    'UpdateUserAttributes',
    (account) => account.updateUserAttributes(AccessToken, { userAttributes: { name: '' } }, never),
    { AccessToken, UserAttributes: [{ Name: 'name', Value: '' }] },
    {},
    { name: { isUpdated: true, nextStep: { updateAttributeStep: 'DONE' } } },
  ],
  [
    'DeleteUserAttributes',
    (account) => account.deleteUserAttributes(AccessToken, { userAttributeKeys: ['name'] }, never),
    { AccessToken, UserAttributeNames: ['name'] },
    {},
    undefined,
  ],
  [
    'GetUserAttributeVerificationCode',
    (account) => account.sendUserAttributeVerificationCode(AccessToken, { userAttributeKey: 'email', options }, never),
    { AccessToken, AttributeName: 'email', ClientMetadata },
    { body: { CodeDeliveryDetails: SENT } },
    TOLD,
  ],
  [
    'VerifyUserAttribute',
    (account) =>
      account.confirmUserAttribute(AccessToken, { userAttributeKey: 'email', confirmationCode: '123456' }, never),
    { AccessToken, AttributeName: 'email', Code: '123456' },
    {},
    undefined,
  ],
  [
    'ChangePassword',
    (account) => account.updatePassword(AccessToken, { oldPassword: 'old', newPassword: 'new' }, never),
    { AccessToken, PreviousPassword: 'old', ProposedPassword: 'new' },
    {},
    undefined,
  ],
  [
    'DeleteUser',
    (account) => account.deleteUser(AccessToken, undefined, never),
    { AccessToken },
    { body: '' },
    undefined,
  ],
];

const FLOWS: Row<Flows>[] = [
  [
    'SignUp',
    (flows) =>
      flows.signUp(
        {
          username: 'ada',
          password: 'secret',
          options: { ...options, userAttributes: { name: 'Ada' }, validationData: { from: 'ad' }, autoSignIn: true },
        },
        never,
      ),
    {
      ClientId,
      ClientMetadata,
      Username: 'ada',
      Password: 'secret',
      UserAttributes: [{ Name: 'name', Value: 'Ada' }],
      ValidationData: [{ Name: 'from', Value: 'ad' }],
    },
    { body: { UserConfirmed: false, UserSub: 'sub', CodeDeliveryDetails: SENT, Session: 'session-1' } },
    { userId: 'sub', isSignUpComplete: false, codeDeliveryDetails: TOLD, session: 'session-1' },
  ],
  [
    'SignUp',
    (flows) => flows.signUp({ username: 'ada' }, never),
    { ClientId, Username: 'ada' },
    { body: { UserConfirmed: true, UserSub: 'sub' } },
    { userId: 'sub', isSignUpComplete: true, codeDeliveryDetails: {} },
  ],
  [
    'ConfirmSignUp',
    (flows) =>
      flows.confirmSignUp(
        { username: 'ada', confirmationCode: '123456', options: { ...options, forceAliasCreation: true } },
        'session-1',
        never,
      ),
    {
      ClientId,
      ClientMetadata,
      Username: 'ada',
      ConfirmationCode: '123456',
      ForceAliasCreation: true,
      Session: 'session-1',
    },
    { body: { Session: 'session-2' } },
    { session: 'session-2' },
  ],
  [
    'ConfirmSignUp',
    (flows) => flows.confirmSignUp({ username: 'ada', confirmationCode: '123456' }, undefined, never),
    { ClientId, Username: 'ada', ConfirmationCode: '123456' },
    {},
    {},
  ],
  [
    'ResendConfirmationCode',
    (flows) => flows.resendSignUpCode({ username: 'ada', options }, never),
    { ClientId, ClientMetadata, Username: 'ada' },
    { body: { CodeDeliveryDetails: SENT } },
    TOLD,
  ],
  [
    'ForgotPassword',
    (flows) => flows.resetPassword({ username: 'ada', options }, never),
    { ClientId, ClientMetadata, Username: 'ada' },
    { body: { CodeDeliveryDetails: SENT } },
    {
      isPasswordReset: false,
      nextStep: { resetPasswordStep: 'CONFIRM_RESET_PASSWORD_WITH_CODE', codeDeliveryDetails: TOLD },
    },
  ],
  [
    'ConfirmForgotPassword',
    (flows) =>
      flows.confirmResetPassword({ username: 'ada', confirmationCode: '123456', newPassword: 'new', options }, never),
    { ClientId, ClientMetadata, Username: 'ada', ConfirmationCode: '123456', Password: 'new' },
    {},
    undefined,
  ],
];

describe('an operation on the account asks', () => {
  test.each(ACCOUNT)('%s', async (operation, call, input, answer, output) => {
    const service = recordedService(answer);
    expect(await call(createAccountOperations(CONFIG, service.environment))).toEqual(output);
    expect(service.requests).toMatchObject([{ operation, body: input }]);
    expect(service.requests[0]?.body).toEqual(input);
  });
});

describe('a flow without a session asks', () => {
  test.each(FLOWS)('%s', async (operation, call, input, answer, output) => {
    const service = recordedService(answer);
    expect(await call(createAccountFlowOperations(CONFIG, service.environment))).toEqual(output);
    expect(service.requests).toMatchObject([{ operation, body: input }]);
    expect(service.requests[0]?.body).toEqual(input);
  });
});

test('an answer without what must be there is an error that names it', async () => {
  const account = createAccountOperations(CONFIG, recordedService({}).environment);
  await expect(account.fetchUserAttributes(AccessToken, undefined, never)).rejects.toMatchObject({
    kind: 'unknown',
    message: expect.stringContaining('UserAttributes'),
  });
  const flows = createAccountFlowOperations(CONFIG, recordedService({ body: { UserConfirmed: true } }).environment);
  await expect(flows.signUp({ username: 'ada', password: 'x' }, never)).rejects.toMatchObject({
    kind: 'unknown',
    message: expect.stringContaining('UserSub'),
  });
});

test.each([
  [undefined, {}],
  ['EMAIL_OTP', { PREFERRED_CHALLENGE: 'EMAIL_OTP' }],
  ['PASSWORD_SRP', {}], // would want SRP_A, which a session makes unnecessary
] as const)('a sign-in by session is USER_AUTH, with the challenge %s preferred', async (preferredChallenge, more) => {
  const tokens = { IdToken: 'id', AccessToken: 'access', RefreshToken: 'refresh' };
  const service = recordedService({ body: { AuthenticationResult: tokens } });
  const input = {
    username: 'ada',
    session: 'session-2',
    options: { ...options, ...(preferredChallenge && { preferredChallenge }) },
  };
  const progress = await createUserPool(CONFIG, service.environment).signInWithSession(input, never);
  expect(progress).toMatchObject({ done: true });
  expect(service.requests[0]?.body).toEqual({
    ClientId,
    ClientMetadata,
    AuthFlow: 'USER_AUTH',
    AuthParameters: { USERNAME: 'ada', ...more },
    Session: 'session-2',
  });
});

test('an error keeps the names of attributes and users, and none of the values, passwords and codes', async () => {
  const echo = (text: string) => recordedService(exception('InvalidParameterException', text)).environment;
  const flows = createAccountFlowOperations(CONFIG, echo('user.email of augusta: Secret-1, a@example.com, 123456'));
  const input = {
    username: 'augusta',
    password: 'Secret-1',
    options: { userAttributes: { email: 'a@example.com' }, validationData: { pin: '123456' } },
  };
  await expect(flows.signUp(input, never)).rejects.toMatchObject({
    service: { message: 'user.email of augusta: [redacted], [redacted], [redacted]' },
  });
  const account = createAccountOperations(CONFIG, echo('nickname: no; Old-Secret, New-Secret'));
  const passwords = { oldPassword: 'Old-Secret', newPassword: 'New-Secret' };
  await expect(account.updatePassword(AccessToken, passwords, never)).rejects.toMatchObject({
    service: { message: 'nickname: no; [redacted], [redacted]' },
  });
  await expect(
    createAccountOperations(CONFIG, echo('nickname: no')).deleteUserAttributes(
      AccessToken,
      { userAttributeKeys: ['nickname'] },
      never,
    ),
  ).rejects.toMatchObject({ service: { message: 'nickname: no' } });
});
