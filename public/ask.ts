import { isAuthAWSCredentialsProvider, isAuthCognitoTokensProvider, type SessionClient } from '../client/index.js';
import { log } from './event-log.js';
import { hold } from './holdings.js';
import { inWords } from './words.js';

/** The explicit calls: the only ones after which a page holds something that can be used as a credential. */

export async function askForTokens(auth: SessionClient): Promise<void> {
  const session = await auth.fetchAuthSession();
  if (!isAuthCognitoTokensProvider(session)) {
    log('error', 'The worker’s policy withholds the tokens from pages');
    return;
  }
  const result = await session.getCognitoTokens();
  if (!result.ok) {
    log('error', 'No tokens', inWords(result.error));
    return;
  }
  hold(result.value);
  log(
    'secret',
    'The access token and the ID token are now in this page',
    'It asked for them by name: getCognitoTokens().',
  );
}

export async function askForCredentials(auth: SessionClient): Promise<void> {
  const session = await auth.fetchAuthSession();
  if (!isAuthAWSCredentialsProvider(session)) {
    log('error', 'The worker’s policy withholds AWS credentials from pages');
    return;
  }
  const result = await session.getAWSCredentials();
  if (!result.ok) {
    log('error', 'No AWS credentials', inWords(result.error));
    return;
  }
  hold({ awsCredentials: result.value.sessionToken });
  const whose = session.isSignedIn ? 'AWS credentials' : 'A guest’s AWS credentials';
  log(
    'secret',
    `${whose} are now in this page`,
    `It asked for them by name: getAWSCredentials(). They last until ${result.value.expiration.toLocaleTimeString()}.`,
  );
}
