import { readFileSync } from 'node:fs';
import type { Envelope, Notice, Reply } from '../../shared/protocol.js';

/** One call of a page, and all that it was replied. */
export interface RecordedExchange {
  readonly envelope: Envelope & { readonly type: 'call'; readonly message: { readonly path: readonly [string] } };
  readonly replies: readonly Reply[];
}

/** What a version of the package sent and stored: every later worker and page has to read it. A date is `{ "$date": "…" }`. */
export interface RecordedVersion {
  readonly username: string;
  readonly userId: string;
  readonly password: string;
  /** The one that is sealed in the record. */
  readonly refreshToken: string;
  readonly exchanges: readonly RecordedExchange[];
  readonly notices: readonly Notice[];
  readonly database: RecordedDatabase;
}

export interface RecordedDatabase {
  readonly version: number;
  /** The key with which the worker sealed what is in the record, which is the database's own. */
  readonly sealingKey: JsonWebKey;
  /** Whatever else is in the store, by its key. Binary values are `{ "$bytes": "Uint8Array", "base64": "…" }`. */
  readonly entries: Readonly<Record<string, unknown>>;
}

/** `version-1.json`, which `npm run formats:record` has written. */
export function readRecordedVersion(): RecordedVersion {
  return JSON.parse(readFileSync(new URL('version-1.json', import.meta.url), 'utf8'));
}
