import type { WireResult } from '../../shared/wire-result.js';
import { toAuthError } from './errors.js';

/** What a method throws becomes part of its answer: Comlink's own way keeps only name, message and stack. */
export async function toWireResult<T>(work: () => Promise<T>): Promise<WireResult<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (thrown) {
    return { ok: false, error: toAuthError(thrown).toData() };
  }
}
