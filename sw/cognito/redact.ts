/** Shorter values are no secrets that Cognito accepts, and would blot out words by accident. */
const SHORTEST_SECRET = 4;

/** A JWT's header and payload begin with `{"`, which is `eyJ` in base64url. A refresh token is a JWE, with more parts. */
const TOKEN = /\beyJ[\w-]+(?:\.[\w-]*){1,4}/g;

const REDACTED = '[redacted]';

/**
 * Longer than whatever Cognito says. What is longer comes from elsewhere, and an error is stored and told to every tab; nor
 * may the search for tokens take for ever, which takes the square of the length where there are many beginnings of one.
 */
const LONGEST_TEXT = 1_000;

/** The members of a request that say nothing secret. All others count as secrets, those too that are yet to be invented. */
const PUBLIC_MEMBERS: ReadonlySet<string> = new Set([
  'AttributeName',
  'AuthFlow',
  'CHALLENGE_NAME',
  'ChallengeName',
  'ClientId',
  'IdentityId',
  'IdentityPoolId',
  'Name',
  'PREFERRED_CHALLENGE',
  'USERNAME',
  'UserAttributeNames',
  'Username',
]);

/** The text without any of the secrets, and without anything that looks like a token; its beginning, where it is long. */
export function redact(text: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .sort((one, other) => other.length - one.length)
    .reduce((rest, secret) => rest.replaceAll(secret, REDACTED), text)
    .slice(0, LONGEST_TEXT)
    .replace(TOKEN, REDACTED);
}

/** Every text in a request's input that an error message must not repeat. */
export function secretsOf(input: object): string[] {
  return Object.entries(input).flatMap(([member, value]: [string, unknown]) => {
    if (PUBLIC_MEMBERS.has(member)) return [];
    if (typeof value === 'string') return [value];
    return typeof value === 'object' && value !== null ? secretsOf(value) : [];
  });
}
