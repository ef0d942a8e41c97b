/**
 * Loads Comlink as on an engine without finalization, which it supports: its proxies then do nothing when they are
 * collected. When the collector comes is not in our seed, and until it comes every page of every schedule is kept.
 */
const { FinalizationRegistry: registry } = globalThis;
Reflect.deleteProperty(globalThis, 'FinalizationRegistry');
await import('comlink');
globalThis.FinalizationRegistry = registry;

export {};
