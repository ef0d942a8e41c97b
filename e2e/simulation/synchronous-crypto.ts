import { createHash, createHmac, randomUUID } from 'node:crypto';

type Bytes = Parameters<ReturnType<typeof createHash>['update']>[0];

/** What signing a request takes of WebCrypto, done at once: the platform's own would answer whenever a thread has time for it. */
export const synchronousCrypto = {
  randomUUID,
  subtle: {
    importKey: async (_format: string, key: Bytes) => key,
    sign: async (_algorithm: string, key: string, data: Bytes) => createHmac('sha256', key).update(data).digest(),
    digest: async (_algorithm: string, data: Bytes) => createHash('sha256').update(data).digest(),
  },
};
