import { Amplify, type ResourcesConfig } from 'aws-amplify';
import { get } from 'aws-amplify/api';
import { fetchAuthSession } from 'aws-amplify/auth';
import { downloadData, uploadData } from 'aws-amplify/storage';
import { amplifyLibraryOptions } from '../../client/amplify/index.js';
import * as library from '../../client/index.js';

/** What Amplify's own session is, as plain data. */
export interface AmplifySession {
  readonly accessToken: string | undefined;
  readonly username: unknown;
  readonly userSub: string | undefined;
  readonly accessKeyId: string | undefined;
  readonly identityId: string | undefined;
}

/** What a test does with Amplify in the page of `/amplify`. */
export interface AmplifyPage {
  configure(resources: ResourcesConfig): void;
  session(options?: { forceRefresh?: boolean }): Promise<AmplifySession>;
  clearCredentials(): Promise<void>;
  /** Calls an API of the configuration; with `Authorization` if `bearer` is said, signed otherwise. */
  call(apiName: string, path: string, bearer?: 'bearer'): Promise<unknown>;
  /** Stores an object and reads it again. */
  store(path: string, text: string): Promise<string>;
}

declare global {
  interface Window {
    amplifySession: AmplifyPage;
  }
}

window.library = library;
window.events = [];
window.states = [];
window.amplifySession = {
  configure: (resources) => Amplify.configure(resources, amplifyLibraryOptions(window.auth)),
  async session(options) {
    const { tokens, userSub, credentials, identityId } = await fetchAuthSession(options);
    return {
      accessToken: tokens?.accessToken.toString(),
      username: tokens?.idToken?.payload['cognito:username'],
      userSub,
      accessKeyId: credentials?.accessKeyId,
      identityId,
    };
  },
  clearCredentials: () => Amplify.clearCredentials(),
  async call(apiName, path, bearer) {
    const { tokens } = await fetchAuthSession();
    const headers = { Authorization: `Bearer ${tokens?.accessToken}` };
    const { response } = get({ apiName, path, options: bearer === 'bearer' ? { headers } : {} });
    return (await response).body.json();
  },
  async store(path, text) {
    await uploadData({ path, data: text }).result;
    const { body } = await downloadData({ path }).result;
    return body.text();
  },
};
