import type { Sealer } from '../ports.js';
import type { Sealed } from '../record.js';

let serial = 0;

/** Seals without a key: shows in a failing test what is inside, and still refuses what was sealed for another purpose. */
export const plainSealer: Sealer = {
  async seal<T>(value: T, purpose: string): Promise<Sealed<T>> {
    return { iv: new Uint8Array(new Uint32Array([++serial]).buffer), ciphertext: encode({ value, purpose }) };
  },
  async unseal<T>({ ciphertext }: Sealed<T>, purpose: string): Promise<T> {
    const opened = JSON.parse(new TextDecoder().decode(ciphertext)) as { value: T; purpose: string };
    if (opened.purpose !== purpose) throw new Error(`sealed for ${opened.purpose}, not for ${purpose}`);
    return opened.value;
  },
  isCurrent: () => true,
  isLost: async () => false,
};

function encode(value: unknown): ArrayBuffer {
  return new TextEncoder().encode(JSON.stringify(value)).buffer as ArrayBuffer;
}
