import { AuthError, type AuthErrorData } from '../../shared/auth-error.js';

export const signedOutError = () =>
  new AuthError({
    kind: 'signedOut',
    message: 'Nobody is signed in.',
    recoverySuggestion: 'Call signIn first.',
  });

export const sessionExpiredError = (reason: AuthErrorData) =>
  new AuthError({
    kind: 'sessionExpired',
    message: `The sign-in is over: ${reason.message}`,
    recoverySuggestion: 'Ask the user to sign in again.',
    ...(reason.service && { service: reason.service }),
  });

export const keyLostError = () =>
  new AuthError({
    kind: 'sessionExpired',
    message: 'The stored session cannot be read: its key is gone.',
    recoverySuggestion: 'Ask the user to sign in again.',
  });

export const supersededSessionError = () =>
  new AuthError({
    kind: 'invalidState',
    message: 'This session object belongs to a sign-in that is over, and somebody has signed in since.',
    recoverySuggestion: 'Call fetchAuthSession again.',
  });

/** Whether somebody else has signed in since. */
export function isSupersededSession({ message }: AuthError): boolean {
  return message === supersededSessionError().message;
}

export const noUserPoolError = () =>
  new AuthError({
    kind: 'configuration',
    message: "The worker's configuration has no userPool, so nobody can sign in.",
    recoverySuggestion: 'Add userPool to the configuration given to startSessionWorker.',
  });

export const noIdentityPoolError = () =>
  new AuthError({
    kind: 'service',
    code: 'invalidAccountType',
    message: "There are no identities and no AWS credentials: the worker's configuration has no identityPool.",
    recoverySuggestion: 'Add identityPool to the configuration given to startSessionWorker.',
  });

export const noGuestAccessError = (cause?: AuthError) =>
  new AuthError({
    kind: 'service',
    code: 'invalidAccountType',
    message: 'Nobody is signed in, and guests are not allowed.',
    recoverySuggestion:
      'Call signIn first, or allow guests: identityPool.allowGuestAccess in the configuration, and unauthenticated access in the identity pool.',
    ...(cause?.service && { service: cause.service }),
  });

export const federatedError = () =>
  new AuthError({
    kind: 'invalidState',
    message: 'The session was federated to the identity pool, and has no user of the user pool.',
    recoverySuggestion: 'Ask for the identity or the AWS credentials; for a user, clear the federation and sign in.',
  });

export const notFederatedError = () =>
  new AuthError({
    kind: 'invalidState',
    message: 'There is no federation to the identity pool to be cleared.',
    recoverySuggestion: 'Call federateToIdentityPool first, or signOut to end a sign-in.',
  });

export const withheldError = (provider: 'cognitoTokens' | 'awsCredentials') =>
  new AuthError({
    kind: 'notAuthorized',
    message: `The worker's configuration withholds ${provider} from pages.`,
    recoverySuggestion: `Let the worker authorise the requests (attach), or set providers.${provider} to true.`,
  });

export const alreadySignedInError = () =>
  new AuthError({
    kind: 'invalidState',
    message: 'Somebody is signed in already.',
    recoverySuggestion: 'Call signOut first.',
  });

export const signInSupersededError = () =>
  new AuthError({
    kind: 'invalidState',
    message: 'Somebody signed in or out in another tab: this sign-in was given up.',
    recoverySuggestion: 'Look at the present session, and call again if that is still wanted.',
  });

export const noChallengeError = () =>
  new AuthError({
    kind: 'invalidState',
    message: 'No sign-in is waiting for an answer in this tab: none was begun, or it took too long.',
    recoverySuggestion: 'Call signIn again.',
  });

export const operationSupersededError = () =>
  new AuthError({
    kind: 'invalidState',
    message: 'Somebody signed in or out in another tab: this operation was given up.',
    recoverySuggestion: 'Look at the present session, and call again if that is still wanted.',
  });

export const noAutoSignInError = () =>
  new AuthError({
    kind: 'invalidState',
    message: 'No auto sign-in is waiting in this tab: none was begun, it is over, or it took too long.',
    recoverySuggestion: 'Call signIn.',
  });

export const autoSignInLostError = () =>
  new AuthError({
    kind: 'invalidState',
    message: 'The auto sign-in needs the password, which the worker keeps for some minutes only.',
    recoverySuggestion:
      "Call signIn; to do without the password, allow USER_AUTH in the app client and pass autoSignIn: { authFlowType: 'USER_AUTH' } to signUp.",
  });

export const deadlineError = (what: string, ms: number) =>
  new AuthError({
    kind: 'service',
    code: 'network',
    message: `${what} did not end within ${ms / 1000} s.`,
    recoverySuggestion: 'Check the network connection and try again.',
    retryable: true,
  });

export const anotherUserError = () =>
  new AuthError({
    kind: 'unknown',
    message: 'The refresh was answered with tokens of another user; they were not stored.',
    recoverySuggestion: 'Check that the endpoint is that of a Cognito user pool.',
  });

export const uselessAnswerError = () =>
  new AuthError({
    kind: 'unknown',
    message: 'The service answered with nothing that is valid now.',
    recoverySuggestion: 'Check that the endpoint is that of Amazon Cognito, and the lifetimes that are set there.',
    retryable: true,
  });

/** Any thrown value as an AuthError. A foreign error's message stays behind as `cause`: it might hold a secret. */
export function toAuthError(thrown: unknown): AuthError {
  if (thrown instanceof AuthError) return thrown;
  return new AuthError({
    kind: 'unknown',
    message: 'Something failed inside the session worker.',
    recoverySuggestion: 'Try again; if it persists, report it with what the worker logged.',
    retryable: true,
    cause: thrown,
  });
}

export const noDeviceError = () =>
  new AuthError({
    kind: 'invalidState',
    message: 'The user pool does not know this browser as a device of the user.',
    recoverySuggestion: 'Let the user pool remember devices, and sign in again.',
  });

/** The exceptions with which the service speaks of a device that it does not know, and which mean other things, too. */
const DEVICE_EXCEPTIONS: ReadonlySet<string> = new Set(['ResourceNotFoundException', 'NotAuthorizedException']);

/** Whether the service said that it does not know the device, which says nothing of the user or the client. */
export function isUnknownDevice({ service }: AuthError): boolean {
  return service !== undefined && DEVICE_EXCEPTIONS.has(service.name) && /device does not exist/i.test(service.message);
}
