import { AuthError } from '../shared/auth-error.js';

/** What has travelled as plain data, with its errors made errors again: those of its members that are named so. */
export function withErrors<T extends object>(data: object): T {
  const members = Object.entries(data).map(([name, value]) => [
    name,
    /error$/i.test(name) ? new AuthError(value) : value,
  ]);
  return Object.fromEntries(members);
}
