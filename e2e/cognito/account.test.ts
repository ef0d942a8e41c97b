import {
  AliasExistsException,
  ChangePasswordCommand,
  CodeMismatchException,
  type CognitoIdentityProviderClient,
  ConfirmForgotPasswordCommand,
  ConfirmSignUpCommand,
  DeleteUserAttributesCommand,
  DeleteUserCommand,
  ExpiredCodeException,
  ForgotPasswordCommand,
  GetUserAttributeVerificationCodeCommand,
  GetUserCommand,
  InvalidParameterException,
  InvalidPasswordException,
  NotAuthorizedException,
  ResendConfirmationCodeCommand,
  ResourceNotFoundException,
  SignUpCommand,
  UpdateUserAttributesCommand,
  UserNotFoundException,
  UsernameExistsException,
  VerifyUserAttributeCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { expectException } from './expect-exception.js';
import { type LocalCognito, startLocalCognito } from './local-cognito.js';
import { initiateAuth, signInWithPassword, userPoolClient } from './test-clients.js';

const alice = { username: 'alice', password: 'correct horse' };
const EMAIL = 'alice@example.com';
const DETAILS = { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: 'a***@e***' };
const DAY_MS = 24 * 3_600_000;

let cognito: LocalCognito;
let client: CognitoIdentityProviderClient;

beforeEach(async () => {
  cognito = await startLocalCognito();
  client = userPoolClient(cognito);
});

afterEach(async () => {
  client.destroy();
  await cognito.close();
});

const ClientId = () => cognito.userPoolClientId;
const code = () => cognito.lastCode('alice') ?? '';

const signUp = (input: { Username?: string; Password?: string; email?: string } = {}) =>
  client.send(
    new SignUpCommand({
      ClientId: ClientId(),
      Username: input.Username ?? 'alice',
      Password: input.Password ?? alice.password,
      UserAttributes: [{ Name: 'email', Value: input.email ?? EMAIL }],
    }),
  );
const confirm = (ConfirmationCode: string, Session?: string) =>
  client.send(new ConfirmSignUpCommand({ ClientId: ClientId(), Username: 'alice', ConfirmationCode, Session }));
const resend = (Username = 'alice') =>
  client.send(new ResendConfirmationCodeCommand({ ClientId: ClientId(), Username }));
const forgot = (Username = 'alice') => client.send(new ForgotPasswordCommand({ ClientId: ClientId(), Username }));
const confirmForgot = (ConfirmationCode: string, Password = 'battery staple', Username = 'alice') =>
  client.send(new ConfirmForgotPasswordCommand({ ClientId: ClientId(), Username, ConfirmationCode, Password }));

const MISMATCH = 'Invalid verification code provided, please try again.';
const EXPIRED = 'Invalid code provided, please request a code again.';

describe('SignUp', () => {
  test('sends a code to the address, and its user cannot sign in before it is confirmed', async () => {
    expect(await signUp()).toMatchObject({
      UserConfirmed: false,
      UserSub: cognito.user('alice')?.sub,
      CodeDeliveryDetails: DETAILS,
    });
    await expectException(confirm('wrong'), CodeMismatchException, MISMATCH);
    await confirm(code());
    await signInWithPassword(cognito, client, alice);
  });

  test.each([
    ['a name that is taken', { Username: 'bob' }, UsernameExistsException, 'User already exists'],
    [
      'a name like an alias',
      { Username: EMAIL },
      InvalidParameterException,
      'Username cannot be of email format, since user pool is configured for email alias.',
    ],
    [
      'a short password',
      { Password: 'short' },
      InvalidPasswordException,
      'Password did not conform with policy: Password not long enough',
    ],
  ])('refuses %s', async (_name, input, exception, message) => {
    cognito.createUser({ username: 'bob', password: 'battery staple' });
    await expectException(signUp(input), exception, message);
  });

  test('refuses another client, an attribute that there is not, and one that is missing', async () => {
    const send = (input: object) =>
      client.send(new SignUpCommand({ ClientId: ClientId(), Username: 'alice', Password: alice.password, ...input }));
    await expectException(
      send({ ClientId: 'another' }),
      ResourceNotFoundException,
      'User pool client another does not exist.',
    );
    await expectException(
      send({ UserAttributes: [{ Name: 'shoe', Value: '39' }] }),
      InvalidParameterException,
      'user.shoe: Attribute does not exist in the schema.\n',
    );
    cognito.settings.requiredAttributes = ['name'];
    await expectException(
      send({}),
      InvalidParameterException,
      'Attributes did not conform to the schema: name: The attribute is required\n',
    );
    expect(cognito.user('alice')).toBeUndefined();
  });
});

describe('ConfirmSignUp', () => {
  test('takes the newest code, once, for a day', async () => {
    await signUp();
    const first = code();
    expect(await resend()).toMatchObject({ CodeDeliveryDetails: DETAILS });
    if (first !== code()) await expectException(confirm(first), CodeMismatchException, MISMATCH);
    cognito.clock.offsetMs = DAY_MS;
    await expectException(confirm(code()), ExpiredCodeException, EXPIRED);
    cognito.clock.offsetMs = 0;
    await confirm(code());
    await expectException(
      confirm(code()),
      NotAuthorizedException,
      'User cannot be confirmed. Current status is CONFIRMED',
    );
    await expectException(resend(), InvalidParameterException, 'User is already confirmed.');
  });

  test("refuses another user's verified address", async () => {
    cognito.createUser({ username: 'bob', password: 'battery staple', email: EMAIL });
    await signUp();
    await expectException(confirm(code()), AliasExistsException, 'An account with the email already exists.');
  });

  test('gives a session with which USER_AUTH signs in, once, where the client has that flow', async () => {
    cognito.settings.enabledAuthFlows = ['USER_AUTH'];
    const { Session: signUpSession } = await signUp();
    const initiate = (Session: string | undefined) =>
      initiateAuth(cognito, client, { AuthFlow: 'USER_AUTH', AuthParameters: { USERNAME: 'alice' }, Session });
    await expectException(initiate(signUpSession), NotAuthorizedException, 'Invalid session for the user.');
    const { Session } = await confirm(code(), signUpSession);
    expect((await initiate(Session)).AuthenticationResult?.AccessToken).toBeDefined();
    await expectException(initiate(Session), NotAuthorizedException, 'Invalid session for the user.');
  });
});

describe('a user who does not exist', () => {
  test('looks like one who does, where the pool prevents user existence errors', async () => {
    const { CodeDeliveryDetails } = await forgot('nobody');
    expect(CodeDeliveryDetails).toMatchObject({ AttributeName: 'email', DeliveryMedium: 'EMAIL' });
    expect(await forgot('nobody')).toMatchObject({ CodeDeliveryDetails });
    expect(await resend('nobody')).toMatchObject({ CodeDeliveryDetails });
    await expectException(confirmForgot('123456', 'battery staple', 'nobody'), CodeMismatchException, MISMATCH);
    await expectException(confirm('123456'), ExpiredCodeException, EXPIRED);
  });

  test('is said to be unknown where it does not', async () => {
    cognito.settings.preventUserExistenceErrors = false;
    for (const attempt of [forgot(), resend(), confirm('123456'), confirmForgot('123456')]) {
      await expectException(attempt, UserNotFoundException, 'Username/client id combination not found.');
    }
  });
});

test('a forgotten password is set by a code, for an hour, and by the policy', async () => {
  cognito.createUser({ ...alice, email: EMAIL });
  await expectException(confirmForgot('123456'), ExpiredCodeException, EXPIRED);
  expect(await forgot()).toMatchObject({ CodeDeliveryDetails: DETAILS });
  await expectException(
    confirmForgot(code(), 'short'),
    InvalidPasswordException,
    'Password does not conform to policy: Password not long enough',
  );
  cognito.clock.offsetMs = DAY_MS / 24;
  await expectException(confirmForgot(code()), ExpiredCodeException, EXPIRED);
  cognito.clock.offsetMs = 0;
  await confirmForgot(code());
  await signInWithPassword(cognito, client, { username: 'alice', password: 'battery staple' });
});

test('a password cannot be reset without a verified address, or while it is temporary', async () => {
  const user = cognito.createUser({ ...alice });
  await expectException(
    forgot(),
    InvalidParameterException,
    'Cannot reset password for the user as there is no registered/verified email or phone_number',
  );
  user.status = 'FORCE_CHANGE_PASSWORD';
  await expectException(forgot(), NotAuthorizedException, 'User password cannot be reset in the current state.');
});

describe('with an access token', () => {
  let AccessToken: string;

  beforeEach(async () => {
    cognito.createUser({ ...alice, email: EMAIL });
    ({ AccessToken } = await signInWithPassword(cognito, client, alice));
  });

  const update = (Name: string, Value: string) =>
    client.send(new UpdateUserAttributesCommand({ AccessToken, UserAttributes: [{ Name, Value }] }));
  const verify = (Code: string) =>
    client.send(new VerifyUserAttributeCommand({ AccessToken, AttributeName: 'email', Code }));

  test('a new address has to be verified', async () => {
    expect(await update('email', 'new@example.com')).toMatchObject({
      CodeDeliveryDetailsList: [{ ...DETAILS, Destination: 'n***@e***' }],
    });
    expect(cognito.user('alice')?.attributes).toMatchObject({ email: 'new@example.com', email_verified: 'false' });
    await expectException(verify('wrong'), CodeMismatchException, MISMATCH);
    await verify(code());
    expect(cognito.user('alice')?.attributes).toMatchObject({ email_verified: 'true' });
    await expectException(verify(code()), ExpiredCodeException, EXPIRED);
  });

  test('a new address replaces the old one only once it is verified, where the pool wants that', async () => {
    cognito.settings.attributesRequireVerificationBeforeUpdate = ['email'];
    await update('email', 'new@example.com');
    expect(cognito.user('alice')?.attributes).toMatchObject({ email: EMAIL, email_verified: 'true' });
    const command = new GetUserAttributeVerificationCodeCommand({ AccessToken, AttributeName: 'email' });
    expect(await client.send(command)).toMatchObject({ CodeDeliveryDetails: { Destination: 'n***@e***' } });
    await verify(code());
    expect(cognito.user('alice')?.attributes).toMatchObject({ email: 'new@example.com', email_verified: 'true' });
  });

  test.each([
    ['shoe', '39', InvalidParameterException, 'user.shoe: Attribute does not exist in the schema.\n'],
    ['email_verified', 'true', NotAuthorizedException, 'A client attempted to write unauthorized attribute'],
    ['email', 'bob@example.com', AliasExistsException, 'An account with the email already exists.'],
  ])('an update of %s to %s is refused', async (name, value, exception, message) => {
    cognito.createUser({ username: 'bob', password: 'battery staple', email: 'bob@example.com' });
    await expectException(update(name, value), exception, message);
  });

  test('attributes are deleted, by name or by an empty value', async () => {
    await update('name', 'Alice');
    await update('custom:tier', 'gold');
    await client.send(new DeleteUserAttributesCommand({ AccessToken, UserAttributeNames: ['name'] }));
    await update('custom:tier', '');
    const { UserAttributes } = await client.send(new GetUserCommand({ AccessToken }));
    expect(UserAttributes?.map(({ Name }) => Name)).toEqual(['sub', 'email', 'email_verified']);
  });

  test('the password is changed by who knows it', async () => {
    const change = (PreviousPassword: string, ProposedPassword: string) =>
      client.send(new ChangePasswordCommand({ AccessToken, PreviousPassword, ProposedPassword }));
    await expectException(change('wrong', 'battery staple'), NotAuthorizedException, 'Incorrect username or password.');
    await expectException(
      change(alice.password, 'short'),
      InvalidPasswordException,
      'Password does not conform to policy: Password not long enough',
    );
    await change(alice.password, 'battery staple');
    expect(cognito.user('alice')?.password).toBe('battery staple');
  });

  test('the user is deleted, and their tokens with them', async () => {
    await client.send(new DeleteUserCommand({ AccessToken }));
    expect(cognito.liveRefreshTokens('alice')).toEqual([]);
    const getUser = client.send(new GetUserCommand({ AccessToken }));
    await expectException(getUser, UserNotFoundException, 'User does not exist.');
  });
});
