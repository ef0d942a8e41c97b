/**
 * Whether this script, byte for byte, has been installed and put in charge in an earlier life of the worker. False where the
 * browser does not tell.
 */
export function isActivated({ serviceWorker }: { readonly serviceWorker?: Pick<ServiceWorker, 'state'> }): boolean {
  return serviceWorker?.state === 'activated';
}
