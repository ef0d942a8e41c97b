import type { AttachRules } from './attach-rule.js';

/** What TypeScript's library lacks of https://w3c.github.io/ServiceWorker/#dictdef-routercondition, as far as it is used here. */
export interface RouterCondition {
  readonly urlPattern?: UrlPattern;
  readonly requestMethod?: string;
  readonly requestMode?: RequestMode;
}

/** A `URLPatternInit` that leaves nothing to be filled in from the worker's own address. A query is never looked at. */
export interface UrlPattern {
  readonly protocol: string;
  readonly hostname: string;
  readonly port: string;
  readonly pathname: string;
}

/** The first route whose condition a request meets says where it goes; one that meets none goes to the worker. */
export interface Route {
  readonly condition: RouterCondition;
  readonly source: 'network' | 'fetch-event';
}

/** All requests that the worker's fetch listeners have to see, whoever of them is interested. */
export interface Interests {
  readonly rules: AttachRules;
  /** Addresses to which a navigation concerns the worker, such as those that managed login redirects to. */
  readonly navigations: readonly string[];
  /** Whether it wants to see no-cors requests that a rule covers, if only to say that it can do nothing for them. */
  readonly noCors: boolean;
}

const ANYTHING: UrlPattern = { protocol: '*', hostname: '*', port: '*', pathname: '*' };

/** Routes by which everything but these goes straight to the network. They may let too much through, but never too little. */
export function routesFor({ rules, navigations, noCors }: Interests): Route[] {
  const toWorker = (condition: RouterCondition): Route => ({ condition, source: 'fetch-event' });
  const toNetwork = (condition: RouterCondition): Route => ({ condition, source: 'network' });
  return [
    ...navigations.map((url) => toWorker({ urlPattern: patternOf(new URL(url), ''), requestMode: 'navigate' })),
    toNetwork({ requestMode: 'navigate' }),
    ...(noCors ? [] : [toNetwork({ requestMode: 'no-cors' })]),
    ...rules.flatMap(({ rule, path }) => {
      const urlPattern = patternOf(new URL(rule.url), path === '' ? '*' : `${literal(path)}{/*}?`);
      return rule.methods?.map((requestMethod) => toWorker({ urlPattern, requestMethod })) ?? toWorker({ urlPattern });
    }),
    toNetwork({ urlPattern: ANYTHING }),
  ];
}

function patternOf({ protocol, hostname, port, pathname }: URL, pathPattern: string): UrlPattern {
  return {
    protocol: protocol.replace(':', ''),
    hostname: literal(hostname),
    port,
    pathname: pathPattern || literal(pathname),
  };
}

/** As a pattern that matches nothing else: https://urlpattern.spec.whatwg.org/#escape-a-pattern-string */
function literal(text: string): string {
  return text.replace(/[+*?:{}()\\]/g, '\\$&');
}

/** An `InstallEvent`, where the browser has static routing. */
interface RoutableEvent extends ExtendableEvent {
  addRoutes?(routes: readonly Route[]): Promise<void>;
}

/**
 * Lets the browser decide by the routes that are of interest, from this worker's installation on. Where it cannot (it has no
 * static routing, or not for so many routes) every request comes to the worker, which leaves alone what is not for it.
 */
export function addStaticRoutes(scope: ServiceWorkerGlobalScope, interests: Interests): void {
  scope.addEventListener('install', (event: RoutableEvent) => {
    if (event.addRoutes) event.waitUntil(event.addRoutes(routesFor(interests)).catch(() => {}));
  });
}
