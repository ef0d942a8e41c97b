import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { optionalString, type RequestInput, requiredMember } from './request-input.js';
import type { ServerClock } from './server-clock.js';
import { invalidParameter, notAuthorized, resourceNotFound, ServiceError } from './service-error.js';
import type { CognitoSettings } from './settings.js';
import type { PoolUser } from './users.js';

type WebAuthnCredential = Parameters<typeof verifyAuthenticationResponse>[0]['credential'];
type RegistrationResponse = Parameters<typeof verifyRegistrationResponse>[0]['response'];
type AuthenticationResponse = Parameters<typeof verifyAuthenticationResponse>[0]['response'];

/** A passkey that a user has registered. */
export interface Passkey {
  readonly name: string;
  readonly relyingPartyId: string;
  readonly attachment: string | undefined;
  readonly createdAt: number;
  /** With the counter as the authenticator last told it. */
  credential: WebAuthnCredential;
}

export interface PasskeysContext {
  clock: ServerClock;
  settings: CognitoSettings;
}

const RELYING_PARTY_NAME = 'Local Cognito';
const PAGE_SIZE = 20; // the API's limit

/** The passkeys of the pool's users, and the relying party's side of both ceremonies. */
export class Passkeys {
  readonly #context: PasskeysContext;
  readonly #passkeys = new WeakMap<PoolUser, Passkey[]>();
  /** The challenges of registrations that have begun. */
  readonly #registrations = new WeakMap<PoolUser, { challenge: string; expiresAt: number }>();

  constructor(context: PasskeysContext) {
    this.#context = context;
  }

  of(user: PoolUser): readonly Passkey[] {
    return this.#passkeys.get(user) ?? [];
  }

  /** The operation of this name, for a user whose access token was read. */
  operation(name: string): ((user: PoolUser, input: RequestInput) => Promise<object> | object) | undefined {
    switch (name) {
      case 'StartWebAuthnRegistration':
        return (user) => this.#start(user);
      case 'CompleteWebAuthnRegistration':
        return (user, input) => this.#complete(user, input['Credential']);
      case 'ListWebAuthnCredentials':
        return (user, input) => this.#list(user, input);
      case 'DeleteWebAuthnCredential':
        return (user, input) => this.#delete(user, requiredMember(input, 'CredentialId'));
      default:
        return undefined;
    }
  }

  /** What a sign-in asks the browser for: `PublicKeyCredentialRequestOptionsJSON`. */
  async requestOptions(user: PoolUser): Promise<{ challenge: string }> {
    return await generateAuthenticationOptions({
      rpID: this.#context.settings.relyingPartyId,
      allowCredentials: this.#descriptors(user),
      userVerification: 'preferred',
    });
  }

  /**
   * Judges the browser's answer to a sign-in: challenge, origin, relying party, signature and counter.
   *
   * @throws NotAuthorizedException
   */
  async assertRight(user: PoolUser, challenge: string, json: string): Promise<void> {
    const response = parse(json);
    const passkey = this.of(user).find(({ credential }) => credential.id === response.id);
    // What the real service says of a passkey that it does not know, or that proves nothing, is not documented.
    if (!passkey) throw notAuthorized('Invalid credential.');
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: this.#allowedOrigin(response.response.clientDataJSON),
      expectedRPID: this.#context.settings.relyingPartyId,
      credential: passkey.credential,
      requireUserVerification: false,
    }).catch((error: Error) => {
      throw notAuthorized(`Invalid credential: ${error.message}`);
    });
    if (!verified) throw notAuthorized('Invalid credential: the signature is wrong.');
    passkey.credential = { ...passkey.credential, counter: authenticationInfo.newCounter };
  }

  async #start(user: PoolUser): Promise<object> {
    const { clock, settings } = this.#context;
    const options = await generateRegistrationOptions({
      rpName: RELYING_PARTY_NAME,
      rpID: settings.relyingPartyId,
      userName: user.username,
      userID: new TextEncoder().encode(user.sub),
      excludeCredentials: this.#descriptors(user),
      authenticatorSelection: { residentKey: 'required', userVerification: 'preferred' },
    });
    const expiresAt = clock.now() + settings.challengeSessionSeconds * 1000;
    this.#registrations.set(user, { challenge: options.challenge, expiresAt });
    return { CredentialCreationOptions: options };
  }

  async #complete(user: PoolUser, given: unknown): Promise<object> {
    const { clock, settings } = this.#context;
    const registration = this.#registrations.get(user);
    this.#registrations.delete(user);
    if (!registration || registration.expiresAt <= clock.now()) {
      throw new ServiceError('WebAuthnChallengeNotFoundException', 'The challenge was not found, or has expired.');
    }
    if (typeof given !== 'object' || given === null) throw invalidParameter('Credential is not a document.');
    const response = given as RegistrationResponse;
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response,
      expectedChallenge: registration.challenge,
      expectedOrigin: this.#allowedOrigin(response.response?.clientDataJSON),
      expectedRPID: settings.relyingPartyId,
      requireUserVerification: false,
    }).catch((error: Error) => {
      throw error.name === 'UnexpectedRPIDHash'
        ? new ServiceError('WebAuthnRelyingPartyMismatchException', error.message)
        : new ServiceError('WebAuthnCredentialNotSupportedException', error.message);
    });
    if (!verified) throw new ServiceError('WebAuthnCredentialNotSupportedException', 'The attestation is wrong.');
    const known = this.of(user);
    const passkey: Passkey = {
      name: `Passkey ${known.length + 1}`,
      relyingPartyId: settings.relyingPartyId,
      attachment: response.authenticatorAttachment,
      createdAt: clock.now(),
      credential: registrationInfo.credential,
    };
    this.#passkeys.set(user, [...known, passkey]);
    return {};
  }

  #list(user: PoolUser, input: RequestInput): object {
    const { MaxResults } = input;
    const from = Number(optionalString(input, 'NextToken') ?? 0);
    const size = typeof MaxResults === 'number' && MaxResults > 0 ? MaxResults : PAGE_SIZE;
    const passkeys = this.of(user);
    return {
      Credentials: passkeys
        .slice(from, from + size)
        .map(({ credential, name, relyingPartyId, attachment, createdAt }) => ({
          CredentialId: credential.id,
          FriendlyCredentialName: name,
          RelyingPartyId: relyingPartyId,
          ...(attachment !== undefined && { AuthenticatorAttachment: attachment }),
          AuthenticatorTransports: credential.transports ?? [],
          CreatedAt: createdAt / 1000,
        })),
      ...(from + size < passkeys.length && { NextToken: String(from + size) }),
    };
  }

  #delete(user: PoolUser, id: string): object {
    const others = this.of(user).filter(({ credential }) => credential.id !== id);
    if (others.length === this.of(user).length) throw resourceNotFound('The credential does not exist.');
    this.#passkeys.set(user, others);
    return {};
  }

  #descriptors(user: PoolUser): { id: string; transports?: string[] }[] {
    return this.of(user).map(({ credential: { id, transports } }) => ({ id, ...(transports && { transports }) }));
  }

  /** The origin that the browser told, if it is one of the relying party's: its domain, or one below it. */
  #allowedOrigin(clientDataJSON: string): string {
    const { relyingPartyId } = this.#context.settings;
    const { origin = '' } = parse(Buffer.from(clientDataJSON ?? '', 'base64url').toString()) as { origin?: string };
    const host = URL.canParse(origin) ? new URL(origin).hostname : '';
    if (host === relyingPartyId || host.endsWith(`.${relyingPartyId}`)) return origin;
    throw new ServiceError('WebAuthnOriginNotAllowedException', 'The origin is not allowed.');
  }
}

function parse(json: string): AuthenticationResponse & Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value === 'object' && value !== null) return value as AuthenticationResponse & Record<string, unknown>;
  } catch {
    // what follows says it
  }
  throw invalidParameter('The credential is not a JSON object.');
}
