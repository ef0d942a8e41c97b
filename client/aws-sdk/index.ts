/**
 * For the AWS SDK for JavaScript v3: the session's credentials for its clients.
 *
 * @module cognito-session-worker/aws-sdk
 */

export {
  type CredentialsOptions,
  type CredentialsSource,
  fromSession,
  type SessionCredentials,
} from './from-session.js';
