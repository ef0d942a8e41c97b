import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { fromSession } from '../../client/aws-sdk/index.js';
import * as library from '../../client/index.js';

/** What a test does with the AWS SDK in the page of `/aws-sdk`. */
export interface AwsSdkPage {
  /**
   * Makes the one client of the page, which goes on through all that happens to the session. The SDK does not learn the
   * service's time from what a service answers to another origin: it can be told.
   */
  connect(endpoint: string, systemClockOffset?: number): void;
  put(key: string, body: string): Promise<void>;
  /** The name and the kind of the error, where there is one. */
  get(key: string): Promise<string>;
}

declare global {
  interface Window {
    awsSdk: AwsSdkPage;
  }
}

const Bucket = 'example-bucket';
let client: S3Client;

window.library = library;
window.events = [];
window.states = [];
window.awsSdk = {
  connect(endpoint, systemClockOffset = 0) {
    client = new S3Client({
      endpoint,
      region: 'eu-west-1',
      forcePathStyle: true,
      credentials: fromSession(window.auth),
      systemClockOffset,
      maxAttempts: 1,
    });
  },
  async put(Key, Body) {
    await client.send(new PutObjectCommand({ Bucket, Key, Body }));
  },
  async get(Key) {
    try {
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
      return (await Body?.transformToString()) ?? '';
    } catch (thrown) {
      return thrown instanceof library.AuthError ? `${thrown.name} ${thrown.kind}` : String(thrown);
    }
  },
};
