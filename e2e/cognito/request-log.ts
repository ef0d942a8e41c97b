import { optionalString, type RequestInput, stringMap } from './request-input.js';

/** One request that the server saw. What it was not asked, or did not answer, is undefined. */
export interface LoggedRequest {
  readonly operation: string;
  /** When it came, by the machine's clock, in milliseconds. */
  readonly at: number;
  /** The Origin header. */
  readonly origin: string | undefined;
  readonly authFlow: string | undefined;
  readonly challengeName: string | undefined;
  /** The refresh token that was presented, whichever operation it came in. */
  readonly refreshToken: string | undefined;
  readonly accessToken: string | undefined;
  /** The device that was named, whichever operation it was in. */
  readonly deviceKey: string | undefined;
  readonly identityId: string | undefined;
  /** The ID token in Logins. */
  readonly login: string | undefined;
  /** Of a request to managed login: query and form together. */
  readonly parameters: ReadonlyMap<string, string>;
  /** Of a request to managed login: the Cookie header. */
  readonly cookies: string | undefined;
  /** How it ended; `pending` until then. A dropped one got no answer. */
  outcome: 'pending' | 'answered' | 'droppedBeforeWork' | 'droppedAfterWork';
  /** The HTTP status that went out. */
  status: number | undefined;
  /** The exception that the answer named, or would have. */
  errorType: string | undefined;
  /** The refresh token that the work issued, even if its answer was lost. */
  issuedRefreshToken: string | undefined;
  /** The identity that the work named, even if its answer was lost. */
  answeredIdentityId: string | undefined;
}

export function loggedRequest(
  operation: string,
  input: RequestInput,
  origin: string | undefined,
  login?: { readonly parameters: ReadonlyMap<string, string>; readonly cookies: string | undefined },
): LoggedRequest {
  return {
    operation,
    at: Date.now(),
    origin,
    authFlow: optionalString(input, 'AuthFlow'),
    challengeName: optionalString(input, 'ChallengeName'),
    refreshToken:
      optionalString(input, 'RefreshToken') ??
      stringMap(input, 'AuthParameters').get('REFRESH_TOKEN') ??
      optionalString(input, 'Token'),
    accessToken: optionalString(input, 'AccessToken'),
    deviceKey:
      optionalString(input, 'DeviceKey') ??
      stringMap(input, 'AuthParameters').get('DEVICE_KEY') ??
      stringMap(input, 'ChallengeResponses').get('DEVICE_KEY'),
    identityId: optionalString(input, 'IdentityId'),
    login: [...stringMap(input, 'Logins').values()][0],
    parameters: login?.parameters ?? new Map(),
    cookies: login?.cookies,
    outcome: 'pending',
    status: undefined,
    errorType: undefined,
    issuedRefreshToken: undefined,
    answeredIdentityId: undefined,
  };
}

/** Notes what the work produced. */
export function noteAnswer(entry: LoggedRequest, answer: RequestInput): void {
  entry.issuedRefreshToken = stringMap(answer, 'AuthenticationResult').get('RefreshToken');
  entry.answeredIdentityId = optionalString(answer, 'IdentityId');
}
