import { randomBytes, randomUUID } from 'node:crypto';
import { type LoginProvider, readLoginToken } from './login-token.js';
import { type OtherProviders, readProviderLogin } from './other-provider.js';
import { type RequestInput, requiredMember, stringMap } from './request-input.js';
import { notAuthorized, resourceNotFound } from './service-error.js';
import type { CognitoSettings } from './settings.js';
import type { Operation } from './user-pool.js';

export interface IdentityPoolContext extends LoginProvider {
  region: string;
  identityPoolId: string;
  userPoolId: string;
  settings: CognitoSettings;
  otherProviders: OtherProviders;
}

/** AWS credentials that the pool has handed out, as whoever checks a signature needs them. */
export interface IssuedCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** Milliseconds since the epoch, on the server's clock. */
  readonly expiresAt: number;
  readonly identityId: string;
}

interface Identity {
  readonly identityId: string;
  /** The subject it belongs to; undefined for a guest's. */
  subject: string | undefined;
}

/** One identity pool that trusts the user pool, enhanced flow. */
export class IdentityPool {
  readonly #identities = new Map<string, Identity>();
  readonly #identityOfSubject = new Map<string, Identity>();
  readonly #issued = new Map<string, IssuedCredentials>();
  readonly #context: IdentityPoolContext;

  constructor(context: IdentityPoolContext) {
    this.#context = context;
  }

  /** The operation of this name; undefined where this pool has none. */
  operation(name: string): Operation | undefined {
    switch (name) {
      case 'GetId':
        return (input) => this.#getId(input);
      case 'GetCredentialsForIdentity':
        return (input) => this.#getCredentialsForIdentity(input);
      default:
        return undefined;
    }
  }

  /** What it has handed out under this access key. */
  issuedCredentials(accessKeyId: string): IssuedCredentials | undefined {
    return this.#issued.get(accessKeyId);
  }

  async #getId(input: RequestInput): Promise<object> {
    const identityPoolId = requiredMember(input, 'IdentityPoolId');
    if (identityPoolId !== this.#context.identityPoolId) {
      throw resourceNotFound(`IdentityPool '${identityPoolId}' not found.`);
    }
    const subject = await this.#subjectOf(input, 'Token is not from a supported provider of this identity pool.');
    if (subject === undefined) this.#assertGuestAccess();
    const known = subject === undefined ? undefined : this.#identityOfSubject.get(subject);
    return { IdentityId: (known ?? this.#newIdentity(subject)).identityId };
  }

  async #getCredentialsForIdentity(input: RequestInput): Promise<object> {
    const identityId = requiredMember(input, 'IdentityId');
    const subject = await this.#subjectOf(
      input,
      "Logins don't match. Please include at least one valid login for this identity or identity pool.",
    );
    const asked = this.#identities.get(identityId);
    if (!asked) throw resourceNotFound(`Identity '${identityId}' not found.`);
    const identity = subject === undefined ? this.#asGuest(asked) : this.#asSubject(asked, subject);
    return { IdentityId: identity.identityId, Credentials: this.#newCredentials(identity) };
  }

  #asGuest(identity: Identity): Identity {
    if (identity.subject !== undefined) {
      throw notAuthorized(`Access to Identity '${identity.identityId}' is forbidden.`);
    }
    this.#assertGuestAccess();
    return identity;
  }

  // A guest's identity becomes the user's own, or is merged into the one the user has. A merged identity belongs to the
  // user from then on and answers with the user's own; what the real service says of its id later is not documented.
  #asSubject(asked: Identity, subject: string): Identity {
    const own = this.#identityOfSubject.get(subject);
    if (asked.subject === undefined) asked.subject = subject;
    if (asked.subject !== subject) {
      throw notAuthorized(
        "Logins don't match. Please include at least one valid login for this identity or identity pool.",
      );
    }
    if (own) return own;
    this.#identityOfSubject.set(subject, asked);
    return asked;
  }

  /** The subject of the login that came along; undefined where none did. */
  async #subjectOf(input: RequestInput, unknownProvider: string): Promise<string | undefined> {
    const logins = stringMap(input, 'Logins');
    if (logins.size === 0) return undefined;
    const { region, userPoolId, issuer } = this.#context;
    // The service's own name for the pool, and the issuer without its scheme, which is where Amplify takes the name
    // from. In the real service these two are the same.
    const names = [`cognito-idp.${region}.amazonaws.com/${userPoolId}`, issuer.replace(/^https?:\/\//, '')];
    const token = names.map((name) => logins.get(name)).find((login) => login !== undefined);
    if (token === undefined) {
      const subject = await readProviderLogin(this.#context.otherProviders, logins);
      if (subject === undefined) throw notAuthorized(unknownProvider);
      return subject;
    }
    return readLoginToken(this.#context, token);
  }

  #assertGuestAccess(): void {
    if (!this.#context.settings.allowGuestAccess) {
      throw notAuthorized('Unauthenticated access is not supported for this identity pool.');
    }
  }

  #newIdentity(subject: string | undefined): Identity {
    const identity: Identity = { identityId: `${this.#context.region}:${randomUUID()}`, subject };
    this.#identities.set(identity.identityId, identity);
    if (subject !== undefined) this.#identityOfSubject.set(subject, identity);
    return identity;
  }

  #newCredentials({ identityId }: Identity): object {
    const expiration = this.#context.clock.nowSeconds() + this.#context.settings.credentialsSeconds;
    const issued: IssuedCredentials = {
      accessKeyId: `ASIA${randomBytes(8).toString('hex').toUpperCase()}`,
      secretAccessKey: randomBytes(30).toString('base64'),
      sessionToken: randomBytes(480).toString('base64'),
      expiresAt: expiration * 1000,
      identityId,
    };
    this.#issued.set(issued.accessKeyId, issued);
    return {
      AccessKeyId: issued.accessKeyId,
      SecretKey: issued.secretAccessKey,
      SessionToken: issued.sessionToken,
      Expiration: expiration,
    };
  }
}
