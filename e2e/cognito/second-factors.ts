import { randomBytes } from 'node:crypto';
import type { ChallengeSession, ChallengeSessions } from './challenge-sessions.js';
import { optionalString, type RequestInput, requiredMember } from './request-input.js';
import type { ServerClock } from './server-clock.js';
import { invalidParameter, notAuthorized, ServiceError } from './service-error.js';
import { base32, isTotpCode } from './totp.js';
import type { PoolUser, UserMfa, Users } from './users.js';

const SECRET_BYTES = 32; // the real secrets are 52 digits of base32

interface SoftwareToken {
  secret: string;
  isVerified: boolean;
}

interface Context {
  users: Users;
  clock: ServerClock;
  sessions: ChallengeSessions;
  /** Whose access token it is. */
  userOf(input: RequestInput): Promise<PoolUser>;
}

/** The operations with which a user sets up second factors, in a sign-in or after it, and switches them on and off. */
export class SecondFactors {
  readonly #softwareTokens = new WeakMap<PoolUser, SoftwareToken>();
  readonly #context: Context;

  constructor(context: Context) {
    this.#context = context;
  }

  operation(name: string): ((input: RequestInput) => Promise<object>) | undefined {
    switch (name) {
      case 'AssociateSoftwareToken':
        return (input) => this.#associate(input);
      case 'VerifySoftwareToken':
        return (input) => this.#verify(input);
      case 'SetUserMFAPreference':
        return (input) => this.#setPreference(input);
      default:
        return undefined;
    }
  }

  /** Ends MFA_SETUP: the software token that was verified in it is the user's second factor. */
  enableVerified(user: PoolUser, { verifiedSecret }: ChallengeSession): void {
    if (verifiedSecret === undefined) throw invalidParameter('No software token was verified in this session.');
    user.mfa = { type: 'SOFTWARE_TOKEN_MFA', secret: verifiedSecret };
  }

  async #associate(input: RequestInput): Promise<object> {
    const secret = base32(randomBytes(SECRET_BYTES));
    const inSignIn = this.#signInOf(input);
    if (inSignIn) return { SecretCode: secret, Session: this.#proceed(inSignIn, { secret }) };
    this.#softwareTokens.set(await this.#context.userOf(input), { secret, isVerified: false });
    return { SecretCode: secret };
  }

  async #verify(input: RequestInput): Promise<object> {
    const code = requiredMember(input, 'UserCode');
    const inSignIn = this.#signInOf(input);
    if (inSignIn) {
      const { secret } = inSignIn.session;
      this.#assertRight(secret, code);
      return { Status: 'SUCCESS', Session: this.#proceed(inSignIn, { verifiedSecret: secret }) };
    }
    const token = this.#softwareTokens.get(await this.#context.userOf(input));
    this.#assertRight(token?.secret, code);
    if (token) token.isVerified = true;
    return { Status: 'SUCCESS' };
  }

  #assertRight(secret: string | undefined, code: string): asserts secret is string {
    if (secret === undefined) {
      throw new ServiceError(
        'SoftwareTokenMFANotFoundException',
        'Software token TOTP multi-factor authentication is not enabled.',
      );
    }
    if (!isTotpCode(secret, code, this.#context.clock.now())) {
      throw new ServiceError('EnableSoftwareTokenMFAException', 'Code mismatch');
    }
  }

  async #setPreference(input: RequestInput): Promise<object> {
    const user = await this.#context.userOf(input);
    const factors = new Map(factorsOf(user).map((factor) => [factor.type, factor]));
    let preferred = preferredOf(user);
    for (const [member, type] of Object.entries(SETTINGS)) {
      const settings = input[member] as { Enabled?: boolean; PreferredMfa?: boolean } | undefined;
      if (!settings) continue;
      if (settings.Enabled) factors.set(type, factors.get(type) ?? this.#newFactor(user, type));
      else factors.delete(type);
      if (settings.Enabled && settings.PreferredMfa) preferred = type;
      else if (preferred === type && (!settings.Enabled || settings.PreferredMfa === false)) preferred = undefined;
    }
    user.mfa = [...factors.values()];
    user.preferredMfa = preferred;
    return {};
  }

  #newFactor(user: PoolUser, type: UserMfa['type']): UserMfa {
    if (type !== 'SOFTWARE_TOKEN_MFA') {
      const destination = type === 'SMS_MFA' ? 'phone_number' : 'email';
      if (user.attributes[`${destination}_verified`] === 'true') return { type };
      throw invalidParameter(`User does not have delivery config set to turn on ${type}`);
    }
    const token = this.#softwareTokens.get(user);
    if (!token?.isVerified) throw invalidParameter('User has not verified software token mfa');
    return { type, secret: token.secret };
  }

  /** The sign-in that a Session belongs to; undefined where the input has none. */
  #signInOf(input: RequestInput): { id: string; session: ChallengeSession } | undefined {
    const id = optionalString(input, 'Session');
    if (id === undefined) return undefined;
    const session = this.#context.sessions.find(id, 'MFA_SETUP');
    if (!this.#context.users.get(session.username)?.enabled) throw notAuthorized('User is disabled.');
    return { id, session };
  }

  /** The same sign-in under a new Session, as the real service has it. */
  #proceed({ id, session }: { id: string; session: ChallengeSession }, more: Partial<ChallengeSession>): string {
    this.#context.sessions.close(id);
    return this.#context.sessions.open({ ...session, ...more });
  }
}

const SETTINGS: Readonly<Record<string, UserMfa['type']>> = {
  SMSMfaSettings: 'SMS_MFA',
  SoftwareTokenMfaSettings: 'SOFTWARE_TOKEN_MFA',
  EmailMfaSettings: 'EMAIL_OTP',
};

/** The factors that are switched on. */
export function factorsOf({ mfa }: PoolUser): readonly UserMfa[] {
  if (mfa === undefined) return [];
  return 'type' in mfa ? [mfa] : mfa;
}

/** The factor that a sign-in asks for; undefined where the user has none, or several and prefers none. */
export function preferredOf(user: PoolUser): UserMfa['type'] | undefined {
  const factors = factorsOf(user);
  const preferred =
    factors.find(({ type }) => type === user.preferredMfa) ?? (factors.length === 1 ? factors[0] : undefined);
  return preferred?.type;
}
