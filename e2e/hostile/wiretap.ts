import type { BrowserContext, Page } from 'playwright/test';

declare global {
  interface Window {
    /** Every message that reached this page, by whichever way, spelt out. */
    heard: string[];
  }
}

/**
 * Records every message that reaches the pages of this context from now on: those of service workers, of broadcast
 * channels, of windows, and of every port that the page makes or is given.
 */
export async function tapMessages(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    window.heard = [];

    /** All that is in a value, by whatever structured clone can carry. */
    function spell(value: unknown, within: ReadonlySet<unknown> = new Set()): string {
      if (typeof value !== 'object' || value === null) return String(value);
      if (within.has(value)) return '…';
      const inside = new Set(within).add(value);
      if (value instanceof Date) return value.toISOString();
      if (value instanceof ArrayBuffer) return new TextDecoder('latin1').decode(value);
      if (ArrayBuffer.isView(value)) return new TextDecoder('latin1').decode(value);
      const own = Reflect.ownKeys(value).map((key) => [String(key), Reflect.get(value, key)]);
      const items = value instanceof Map || value instanceof Set ? [...value.entries()] : [];
      const parts = [...own, ...items].map(([key, member]) => `${spell(key, inside)}: ${spell(member, inside)}`);
      return `${value.constructor?.name ?? ''} { ${parts.join(', ')} }`;
    }

    function tap(target: EventTarget): void {
      for (const type of ['message', 'messageerror']) {
        target.addEventListener(type, (event) => {
          const { data, ports } = event as MessageEvent<unknown>;
          for (const port of ports) tap(port);
          window.heard.push(spell(data));
        });
      }
    }

    tap(window);
    tap(navigator.serviceWorker);
    window.MessageChannel = new Proxy(MessageChannel, {
      construct(target, args, newTarget) {
        const channel: MessageChannel = Reflect.construct(target, args, newTarget);
        tap(channel.port1);
        tap(channel.port2);
        return channel;
      },
    });
    window.BroadcastChannel = new Proxy(BroadcastChannel, {
      construct(target, args, newTarget) {
        const channel: BroadcastChannel = Reflect.construct(target, args, newTarget);
        tap(channel);
        return channel;
      },
    });
  });
}

/** What the page has heard since it was loaded, or since this was last asked. */
export function takeMessages(page: Page): Promise<string[]> {
  return page.evaluate(() => window.heard.splice(0));
}
