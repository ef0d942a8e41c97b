import { randomUUID } from 'node:crypto';
import type { ServerClock } from './server-clock.js';
import type { PoolUser } from './users.js';

const COOKIE = 'cognito';

/** As the real one: it counts from the sign-in and no request extends it. */
const SESSION_SECONDS = 3600;

/** The cookie sessions of managed login, which let a user in without a password. */
export class LoginSessions {
  readonly #sessions = new Map<string, { user: PoolUser; expiresAt: number }>();
  readonly #clock: ServerClock;

  constructor(clock: ServerClock) {
    this.#clock = clock;
  }

  /** Begins a session. Answers the `Set-Cookie` header; without `Secure`, for there is no TLS here. */
  begin(user: PoolUser): string {
    const id = randomUUID();
    this.#sessions.set(id, { user, expiresAt: this.#clock.now() + SESSION_SECONDS * 1000 });
    return `${COOKIE}=${id}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${SESSION_SECONDS}`;
  }

  userOf(cookies: string | undefined): PoolUser | undefined {
    const session = this.#sessions.get(idIn(cookies));
    return session && session.expiresAt > this.#clock.now() ? session.user : undefined;
  }

  /** Ends the session. Answers the `Set-Cookie` header. */
  end(cookies: string | undefined): string {
    this.#sessions.delete(idIn(cookies));
    return `${COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0`;
  }
}

function idIn(cookies = ''): string {
  return new RegExp(`(?:^|; )${COOKIE}=([^;]*)`).exec(cookies)?.[1] ?? '';
}
