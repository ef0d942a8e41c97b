import { Amplify } from 'aws-amplify';
import { fetchAuthSession, signIn } from 'aws-amplify/auth';
import type { Person } from './page.js';

/** aws-amplify as its documentation sets it up: configured once, tokens in `localStorage`, its default. */
export function configureAmplify(): void {
  const { userPoolId, userPoolClientId, cognitoUrl } = window.config;
  Amplify.configure({ Auth: { Cognito: { userPoolId, userPoolClientId, userPoolEndpoint: cognitoUrl } } });
}

export async function amplifyAccessToken(): Promise<string> {
  const { tokens } = await fetchAuthSession();
  if (tokens === undefined) throw new Error('Amplify has no tokens.');
  return tokens.accessToken.toString();
}

export async function signInWithAmplify(person: Person): Promise<boolean> {
  const { tokens } = await fetchAuthSession();
  return tokens !== undefined || (await signIn(person)).isSignedIn;
}
