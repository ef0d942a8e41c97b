import type { SessionState } from '../shared/session-state.js';
import { element } from './element.js';
import { minutesAndSeconds, nameOf } from './words.js';

const TICK_MS = 1_000;

const GOOD = 'The worker renews it before it runs out. Nobody has to press anything.';
const RUN_OUT =
  'It has run out, and the worker has not been able to renew it. You are still signed in: it tries again whenever something needs the token.';

let state: SessionState | undefined;
/** How long the token had when this page first heard of it: the bar's full length. */
let lifetimeMs = 1;

/** Shows who is signed in, and keeps the countdown going. */
export function showSession(newState: SessionState, { confirming }: { readonly confirming: boolean }): void {
  if (newState.expiresAt !== undefined && newState.expiresAt !== state?.expiresAt) {
    lifetimeMs = Math.max(1, newState.expiresAt - Date.now());
  }
  state = newState;
  const who = element('who', HTMLParagraphElement);
  who.dataset['status'] = state.status;
  // The same words again would be read out again.
  const words = whoIsSignedIn(state);
  if (who.textContent !== words) who.textContent = words;
  document.title = words;
  element('user-name', HTMLElement).textContent = state.user?.username ?? '';
  element('user-id', HTMLElement).textContent = state.user?.userId ?? '';
  const signedIn = state.status === 'signedIn';
  show('signed-in', signedIn);
  show('confirm', !signedIn && confirming);
  show('sign-in', !signedIn && !confirming);
  tick();
}

/** A panel that goes takes the focus with it: it is passed on to what stands in its place. */
function show(id: string, visible: boolean): void {
  const panel = element(id, HTMLElement);
  const hadFocus = panel.contains(document.activeElement);
  panel.hidden = !visible;
  if (!visible && hadFocus) element('who', HTMLParagraphElement).focus();
}

function whoIsSignedIn({ status, user }: SessionState): string {
  if (user === undefined) return 'Nobody is signed in';
  const name = nameOf(user.username);
  return status === 'signedIn' ? `${name} is signed in` : `${name}’s sign-in is over`;
}

function tick(): void {
  if (state?.status !== 'signedIn' || state.expiresAt === undefined) return;
  const left = state.expiresAt - Date.now();
  element('countdown', HTMLElement).textContent = minutesAndSeconds(left);
  element('countdown-bar', HTMLProgressElement).value = Math.min(1, Math.max(0, left / lifetimeMs));
  const hint = element('countdown-hint', HTMLParagraphElement);
  const words = left > 0 ? GOOD : RUN_OUT;
  if (hint.textContent !== words) hint.textContent = words;
}

setInterval(tick, TICK_MS);
