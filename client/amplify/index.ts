/**
 * For Amplify JS v6: its other categories (API, Storage and so on) run on this session.
 *
 * @module cognito-session-worker/amplify
 */

export {
  type AmplifyAuthOptions,
  type AmplifyCredentials,
  type AmplifyTokens,
  amplifyLibraryOptions,
  type SessionSource,
} from './amplify-library-options.js';
export type { JsonValue, Jwt, JwtPayload } from './decode-jwt.js';
