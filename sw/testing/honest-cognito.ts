import type { StaticOperationSchema } from '@smithy/types';
import { serializeRequest } from '../cognito/aws-json.js';
import * as identityPoolOperations from '../cognito/identity-pool-operations.js';
import { sampleOf } from '../cognito/testing/sample-of.js';
import * as userPoolOperations from '../cognito/user-pool-operations.js';
import { jwtWithPayload } from './junk.js';

/** A request of the worker's, as it left. */
export interface SentRequest {
  /** Such as `InitiateAuth`; `token` for that of managed login's token endpoint. */
  readonly operation: string;
  readonly body: string;
}

/** What a service answers. */
export interface ServiceAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const OPERATIONS: Readonly<Record<string, StaticOperationSchema>> = {
  ...userPoolOperations,
  ...identityPoolOperations,
};

/** The user names for which the pool poses a challenge, with what comes along. */
export const CHALLENGES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  CUSTOM_CHALLENGE: { question: 'What is it?' },
  EMAIL_OTP: { CODE_DELIVERY_DELIVERY_MEDIUM: 'EMAIL', CODE_DELIVERY_DESTINATION: 'a***@e***' },
  MFA_SETUP: { MFAS_CAN_SETUP: '["SOFTWARE_TOKEN_MFA"]' },
  NEW_PASSWORD_REQUIRED: { requiredAttributes: '["userAttributes.email"]', userAttributes: '{}' },
  PASSWORD: {},
  PASSWORD_SRP: {},
  SELECT_CHALLENGE: {},
  SELECT_MFA_TYPE: { MFAS_CAN_CHOOSE: '["SMS_MFA","SOFTWARE_TOKEN_MFA"]' },
  SMS_MFA: { CODE_DELIVERY_DELIVERY_MEDIUM: 'SMS', CODE_DELIVERY_DESTINATION: '+***1' },
  SMS_OTP: { CODE_DELIVERY_DELIVERY_MEDIUM: 'SMS', CODE_DELIVERY_DESTINATION: '+***1' },
  SOFTWARE_TOKEN_MFA: { FRIENDLY_DEVICE_NAME: 'phone' },
  WEB_AUTHN: { CREDENTIAL_REQUEST_OPTIONS: '{"challenge":"AAAA"}' },
};

/** The user name of somebody whose browser the pool would remember. Its confirmation takes the time of a proof by SRP. */
export const NEW_DEVICE = 'new-device';

export const CLIENT_ID = '1example23456789';
export const ISSUER = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI';

/** What comes with either challenge to prove a password: any values that have the right form, for every proof is taken. */
const PROOF_PARAMETERS = { SRP_B: 'abcdef0123456789', SALT: 'a1b2c3d4e5f60718', SECRET_BLOCK: btoa('a secret block') };

/** Every text that only the worker may know of what the service has issued. */
export const ISSUED_SECRETS = ['refresh-Token-0f1e2d', 'the-Session-4c5b6a', 'aws-Secret-9z8y7x', 'aws-Session-3w2v1u'];

const [REFRESH_TOKEN, SESSION, AWS_SECRET, AWS_SESSION] = ISSUED_SECRETS;

/** A service that is what Cognito is to any request: it takes every name and every proof, and issues what is asked for. */
export function honestCognito(now: () => number): (request: SentRequest) => ServiceAnswer {
  let serial = 0;

  const headers = () => ({ date: new Date(now()).toUTCString(), 'x-amzn-requestid': `request-${++serial}` });
  const answer = (body: object, status = 200): ServiceAnswer => ({
    status,
    headers: headers(),
    body: JSON.stringify(body),
  });

  function tokens(nonce?: unknown) {
    const iat = Math.floor(now() / 1000);
    const claims = { iat, exp: iat + 3600, iss: ISSUER, aud: CLIENT_ID, jti: ++serial, nonce };
    const jwt = (more: object) => jwtWithPayload(JSON.stringify({ ...claims, sub: 'sub-ada', ...more }));
    return { idToken: jwt({ 'cognito:username': 'ada' }), accessToken: jwt({ username: 'ada' }) };
  }

  function issued(more: object = {}): object {
    const { idToken: IdToken, accessToken: AccessToken } = tokens();
    return { AuthenticationResult: { IdToken, AccessToken, RefreshToken: REFRESH_TOKEN, ExpiresIn: 3600, ...more } };
  }

  function begun(username: string): object {
    if (username !== NEW_DEVICE) return challenge(username) ?? issued();
    return issued({ NewDeviceMetadata: { DeviceKey: 'eu-west-1_device', DeviceGroupKey: 'group' } });
  }

  function challenge(username: string): object | undefined {
    const ChallengeParameters = Object.hasOwn(CHALLENGES, username) ? CHALLENGES[username] : undefined;
    const AvailableChallenges = ['PASSWORD', 'EMAIL_OTP', 'WEB_AUTHN'];
    return (
      ChallengeParameters && { ChallengeName: username, Session: SESSION, ChallengeParameters, AvailableChallenges }
    );
  }

  function proofOf(ChallengeName: string, names: Readonly<Record<string, string>>): object {
    return { ChallengeName, Session: SESSION, ChallengeParameters: { ...PROOF_PARAMETERS, ...names } };
  }

  const special: Readonly<Record<string, (input: Readonly<Record<string, unknown>>) => object>> = {
    InitiateAuth({ AuthParameters }) {
      const { USERNAME = '', SRP_A } = AuthParameters as Readonly<Record<string, string>>;
      return SRP_A === undefined ? begun(USERNAME) : proofOf('PASSWORD_VERIFIER', { USER_ID_FOR_SRP: USERNAME });
    },
    RespondToAuthChallenge({ ChallengeName, ChallengeResponses }) {
      const { USERNAME = '', DEVICE_KEY = '', SRP_A } = ChallengeResponses as Readonly<Record<string, string>>;
      if (ChallengeName === 'DEVICE_SRP_AUTH') return proofOf('DEVICE_PASSWORD_VERIFIER', { USERNAME, DEVICE_KEY });
      if (SRP_A !== undefined) return proofOf('PASSWORD_VERIFIER', { USER_ID_FOR_SRP: USERNAME });
      if (ChallengeName !== 'PASSWORD_VERIFIER' || DEVICE_KEY === '') return issued();
      return { ChallengeName: 'DEVICE_SRP_AUTH', Session: SESSION, ChallengeParameters: { USERNAME } };
    },
    GetTokensFromRefreshToken: () => issued(),
    AssociateSoftwareToken: () => ({ SecretCode: 'ABCDEFGH', Session: SESSION }),
    VerifySoftwareToken: () => ({ Status: 'SUCCESS', Session: SESSION }),
    SignUp: () => ({ UserConfirmed: false, UserSub: 'sub-ada', Session: SESSION, CodeDeliveryDetails: {} }),
    ConfirmSignUp: () => ({ Session: SESSION }),
    GetId: () => ({ IdentityId: 'eu-west-1:identity' }),
    GetCredentialsForIdentity: () => ({
      IdentityId: 'eu-west-1:identity',
      Credentials: {
        AccessKeyId: 'AKIA',
        SecretKey: AWS_SECRET,
        SessionToken: AWS_SESSION,
        Expiration: now() / 1000 + 3600,
      },
    }),
  };

  return ({ operation, body }) => {
    if (operation === 'token') {
      const { idToken, accessToken } = tokens(new URLSearchParams(body).get('code'));
      const members = {
        id_token: idToken,
        access_token: accessToken,
        refresh_token: REFRESH_TOKEN,
        token_type: 'Bearer',
      };
      const { headers, ...rest } = answer(members);
      return { ...rest, headers: { ...headers, 'content-type': 'application/json' } };
    }
    const input = JSON.parse(body) as Readonly<Record<string, unknown>>;
    if (findUnsound(input)) return answer({ __type: 'SerializationException', message: 'Not a text.' }, 400);
    const known = special[operation];
    if (known) return answer(known(input));
    const [kind, namespace, name, traits, , output] = OPERATIONS[operation] as StaticOperationSchema;
    // The output of the operation, written as if it were an input.
    const written = serializeRequest('', [kind, namespace, name, traits, output, output], sampleOf(output) as object);
    return { ...answer({}), body: new TextDecoder().decode(written.body) };
  };
}

/** Names of members that are texts in every request, and that the worker may have from an earlier answer. */
const TEXTS = [
  'RefreshToken',
  'REFRESH_TOKEN',
  'DeviceKey',
  'DEVICE_KEY',
  'AccessToken',
  'Session',
  'IdentityId',
  'USERNAME',
];

function findUnsound(input: Readonly<Record<string, unknown>>): boolean {
  const all = { ...input, ...(input['AuthParameters'] as object), ...(input['ChallengeResponses'] as object) };
  return TEXTS.some((name) => name in all && typeof (all as Record<string, unknown>)[name] !== 'string');
}
