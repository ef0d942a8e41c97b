import type { Page } from 'playwright/test';
import type { AuthErrorData } from '../../shared/auth-error.js';
import type { AppServer } from '../harness/app-server.js';
import { bundle } from '../harness/bundle.js';
import type { SeenReply } from './attacker.js';
import type { ProbeAnswer, ProbeQuestion } from './probe.js';

export const PROBED_WORKER = '/probed-worker.js';

type WorkerEntry = 'e2e/hostile/probed-worker.ts' | 'e2e/hostile/naive-worker.ts';

/** Serves a worker that has the probe in it, at {@link PROBED_WORKER} unless said. */
export function serveProbedWorker(
  app: AppServer,
  config: unknown,
  entry: WorkerEntry = 'e2e/hostile/probed-worker.ts',
  path = PROBED_WORKER,
): void {
  app.setResource(path, {
    type: 'text/javascript',
    body: async () => `const CONFIG = ${JSON.stringify(config)};\n${await bundle({ entry, format: 'iife' })}`,
  });
}

/** Puts the attacker's tools into a page of the origin. */
export async function arm(tab: Page): Promise<void> {
  await tab.addScriptTag({ content: await bundle({ entry: 'e2e/hostile/attacker.ts', format: 'iife' }) });
}

export function probe(tab: Page, question: ProbeQuestion): Promise<ProbeAnswer> {
  return tab.evaluate((asked) => window.attacker.probe(asked), question);
}

export function call(tab: Page, message: unknown, callId?: string): Promise<SeenReply[]> {
  return tab.evaluate(({ message: m, callId: id }) => window.attacker.call(m, id), { message, callId });
}

/** Posts each of the named messages, one after the other. */
export async function each(
  messages: Readonly<Record<string, unknown>>,
  post: (data: unknown) => Promise<SeenReply[]>,
): Promise<Record<string, string>> {
  const outcomes: Record<string, string> = {};
  for (const [name, data] of Object.entries(messages)) outcomes[name] = summaryOf(await post(data));
  return outcomes;
}

/** The same outcome for each of the names. */
export function all(names: readonly string[], outcome: string): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, outcome]));
}

/** Such as `refused: validation`, or `acknowledged, answer`. */
export function summaryOf(replies: readonly SeenReply[]): string {
  const words = replies.map((reply) => {
    const ports = reply.ports > 0 ? ` with ${reply.ports} ports` : '';
    return reply.type === 'refused' ? `refused: ${reply.error.kind}${ports}` : `${reply.type}${ports}`;
  });
  return words.length === 0 ? 'silence' : words.join(', ');
}

/** What a method answered to a raw call, out of Comlink's message. */
export function resultOf(replies: readonly SeenReply[]): { ok: boolean; value?: unknown; error?: AuthErrorData } {
  const last = replies.at(-1);
  if (last?.type !== 'answer') throw new Error(`no answer, but ${summaryOf(replies)}`);
  return (last.message as { value: { ok: boolean; value?: unknown; error?: AuthErrorData } }).value;
}
