/**
 * The package's build for browsers that have classes: 1.3 kB gzipped. The one it names as its module is for browsers
 * that have none, and no service workers either: 2.4 kB.
 */
declare module 'workbox-window/build/workbox-window.prod.mjs' {
  export { Workbox } from 'workbox-window';
}
