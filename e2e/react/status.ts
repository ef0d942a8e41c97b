import { createElement, type ReactNode } from 'react';
import { type SessionSource, useSession } from '../../client/react/index.js';

/** A component as an app has them: it shows who is signed in, or that nothing is known yet. */
export function Status({ auth }: { readonly auth?: SessionSource | undefined }): ReactNode {
  const session = useSession(auth);
  return createElement('li', null, session === undefined ? 'pending' : (session.user?.username ?? session.status));
}
