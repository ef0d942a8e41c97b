import { amplifyAccessToken, configureAmplify, signInWithAmplify } from './amplify.js';
import { callApi, errand, expose, reportFirstResponse } from './page.js';
import { AUTHORIZED_PATH } from './paths.js';
import { onceAPeriod } from './periods.js';

configureAmplify();

const page = expose({
  signIn: signInWithAmplify,
  async askEvery(periodMs: number, phaseMs: number): Promise<void> {
    onceAPeriod(periodMs, phaseMs, amplifyAccessToken);
  },
});

export type AmplifyPage = typeof page;

// Its documentation: fetchAuthSession, then the request with the token in its header.
if (errand === 'first-response') {
  reportFirstResponse(amplifyAccessToken().then((token) => callApi(AUTHORIZED_PATH, token)));
}
