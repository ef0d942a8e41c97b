import type { FaultHandle } from '../cognito/faults.js';
import type { LocalCognito } from '../cognito/local-cognito.js';

type Kind = 'idToken' | 'accessToken' | 'refreshToken' | 'awsSecret';

export interface IssuedSecret {
  readonly kind: Kind;
  readonly value: string;
}

/** Everything secret that a Cognito has issued, as it left it. */
export interface IssuedSecrets {
  readonly all: readonly IssuedSecret[];
  /** The values of one kind, oldest first. */
  of(kind: Kind): string[];
  /** Ends the listening, so that a fault can strike; call the answer to listen again. */
  pause(): () => void;
}

const OPERATIONS = [
  'InitiateAuth',
  'RespondToAuthChallenge',
  'GetTokensFromRefreshToken',
  'GetCredentialsForIdentity',
  'Token',
];

/** Listens to what the local Cognito answers, and alters nothing. */
export function listenToIssuedSecrets(cognito: LocalCognito): IssuedSecrets {
  const all: IssuedSecret[] = [];
  let handles: FaultHandle[] = [];

  function note(kind: Kind, value: unknown): void {
    if (typeof value === 'string') all.push({ kind, value });
  }

  function listen(): void {
    handles = OPERATIONS.map((operation) =>
      cognito.faults.add({
        operation,
        fault: {
          kind: 'body',
          body: (answer) => {
            const { IdToken, AccessToken, RefreshToken } = membersOf(answer['AuthenticationResult']);
            note('idToken', IdToken);
            note('accessToken', AccessToken);
            note('refreshToken', RefreshToken);
            note('idToken', answer['id_token']);
            note('accessToken', answer['access_token']);
            note('refreshToken', answer['refresh_token']);
            const { SecretKey, SessionToken } = membersOf(answer['Credentials']);
            note('awsSecret', SecretKey);
            note('awsSecret', SessionToken);
            return answer;
          },
        },
      }),
    );
  }

  listen();
  return {
    all,
    of: (kind) => all.filter((secret) => secret.kind === kind).map(({ value }) => value),
    pause() {
      for (const handle of handles) handle.remove();
      return listen;
    },
  };
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** Of so many characters at least is a piece of a token that tells it from any other text. */
const PIECE = 20;

/**
 * The pieces of the secrets that are in the texts: any 20 characters in a row of a JWT's payload or signature, of any part
 * of a refresh token but its header, or of another secret.
 */
export function findPieces(texts: Iterable<string>, secrets: readonly string[]): string[] {
  const pieces = new Set(secrets.flatMap((secret) => partsOf(secret).flatMap(piecesOf)));
  const found = new Set<string>();
  for (const text of texts) {
    for (const piece of piecesOf(text)) if (pieces.has(piece)) found.add(piece);
  }
  return [...found];
}

/** A token's header is the same for all of them, and tells nothing. */
function partsOf(secret: string): string[] {
  return secret.startsWith('eyJ') ? secret.split('.').slice(1) : [secret];
}

function piecesOf(text: string): string[] {
  return Array.from({ length: Math.max(0, text.length - PIECE + 1) }, (_, at) => text.slice(at, at + PIECE));
}
