import { Amplify } from 'aws-amplify';
import {
  associateWebAuthnCredential,
  deleteWebAuthnCredential,
  listWebAuthnCredentials,
  signIn,
  signOut,
} from 'aws-amplify/auth';

/** The script of a page with Amplify JS on it, for tests of what it and this library make of the same passkeys. */
const amplify = {
  configure: (userPoolId: string, userPoolClientId: string, userPoolEndpoint: string) =>
    Amplify.configure({ Auth: { Cognito: { userPoolId, userPoolClientId, userPoolEndpoint } } }),
  associateWebAuthnCredential,
  deleteWebAuthnCredential,
  listWebAuthnCredentials,
  signIn,
  signOut,
};

declare global {
  interface Window {
    amplify: typeof amplify;
  }
}

window.amplify = amplify;
