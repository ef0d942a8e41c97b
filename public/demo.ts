import { registerSessionWorker, type SessionClient } from '../client/index.js';
import { askForCredentials, askForTokens } from './ask.js';
import { callApi } from './call-api.js';
import { changeDemoState, type DemoChange, type DemoState, readDemoState } from './demo-server.js';
import { element, onClick } from './element.js';
import { log } from './event-log.js';
import { letGo, showHoldings } from './holdings.js';
import { showSession } from './session-panel.js';
import { signInForms } from './sign-in-forms.js';
import { inWords } from './words.js';

const fail = (error: unknown) => log('error', 'That did not work', inWords(error));

async function start(): Promise<void> {
  const demo = await readDemoState();
  const auth = await registerSessionWorker('/session-worker.js');

  const forms = signInForms(auth, demo.people, () => show());
  const show = () => {
    const state = auth.getSnapshot();
    if (state.status === 'signedIn') forms.finish();
    showSession(state, forms);
    showHoldings(state);
  };
  auth.subscribe(show);
  show();

  tellEvents(auth);
  connectButtons(auth, demo);
  connectSwitches(auth, demo);
}

function tellEvents(auth: SessionClient): void {
  auth.addEventListener('signedIn', () => log('event', 'Signed in', 'Every tab of this site was told.'));
  auth.addEventListener('signedOut', () => {
    letGo();
    log('event', 'Signed out', 'Every tab of this site was told, and let go of what it held.');
  });
  auth.addEventListener('tokenRefresh', () =>
    log('event', 'The worker renewed the tokens', 'Once for all tabs. None of them came into a page.'),
  );
  auth.addEventListener('tokenRefresh_failure', () =>
    log('error', 'A renewal failed', 'You are still signed in. The worker tries again when something needs a token.'),
  );
  auth.addEventListener('signInWithRedirect', () =>
    log('event', 'Back from managed login', 'The worker took the code on its way. This page has never seen it.'),
  );
  auth.addEventListener('signInWithRedirect_failure', ({ error }) =>
    log('error', 'Managed login signed nobody in', inWords(error)),
  );
  auth.addEventListener('sessionExpired', () => {
    letGo();
    log('error', 'The sign-in is over', 'Cognito no longer accepts it: sign in again.');
  });
}

function connectButtons(auth: SessionClient, { api }: DemoState): void {
  onClick('call-api', () => callApi(api), fail);
  onClick('open-tab', () => void window.open('/', '_blank', 'noopener'), fail);
  onClick('force-refresh', () => renewNow(auth), fail);
  onClick('ask-tokens', () => askForTokens(auth), fail);
  onClick('ask-credentials', () => askForCredentials(auth), fail);
  onClick('managed-login', () => auth.signInWithRedirect(), fail);
  onClick('guest', () => askForCredentials(auth), fail);
  onClick('forget', () => log('event', letGo() ? 'The page let go of what it held' : 'The page holds no secret'), fail);
  onClick('sign-out', () => signOut(auth, false), fail);
  onClick('global-sign-out', () => signOut(auth, true), fail);
}

async function renewNow(auth: SessionClient): Promise<void> {
  const { isSignedIn } = await auth.fetchAuthSession({ forceRefresh: true });
  if (!isSignedIn) log('event', 'Nobody is signed in', 'A guest’s credentials were renewed, if guests are allowed.');
}

async function signOut(auth: SessionClient, global: boolean): Promise<void> {
  const output = await auth.signOut({ global });
  if (output.status === 'complete') return;
  const { revokeTokenError, globalSignOutError } = output;
  if (globalSignOutError !== undefined) log('error', 'Other devices are still signed in', inWords(globalSignOutError));
  if (revokeTokenError !== undefined) {
    log(
      'error',
      'Signed out here; Cognito does not know yet',
      'The worker revokes the token as soon as it can reach it.',
    );
  }
}

function connectSwitches(auth: SessionClient, initial: DemoState): void {
  const networkDown = element('network-down', HTMLInputElement);
  const shortLives = element('short-lives', HTMLInputElement);
  const render = ({ cognitoReachable, shortLives: short }: DemoState) => {
    networkDown.checked = !cognitoReachable;
    shortLives.checked = short;
  };
  const change = async (wanted: DemoChange) => render(await changeDemoState(wanted));

  networkDown.addEventListener('change', () => {
    const down = networkDown.checked;
    change({ cognitoReachable: !down }).then(
      () => log('event', down ? 'Cognito cannot be reached from now on' : 'Cognito can be reached again'),
      fail,
    );
  });
  shortLives.addEventListener('change', () => {
    const short = shortLives.checked;
    change({ shortLives: short })
      .then(() => {
        log(
          'event',
          short ? 'Tokens live 30 seconds from the next one on' : 'Tokens live an hour from the next one on',
        );
        // The tokens in use were issued before: the switch would show nothing until they are renewed.
        return auth.getSnapshot().status === 'signedIn' ? renewNow(auth) : undefined;
      })
      .catch(fail);
  });
  // Another tab may have thrown a switch meanwhile.
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') readDemoState().then(render, fail);
  });
  render(initial);
}

start().catch((error: unknown) => {
  element('who', HTMLParagraphElement).textContent = 'The worker did not start';
  fail(error);
});
