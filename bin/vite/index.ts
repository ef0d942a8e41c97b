/**
 * For Vite: builds the app's worker script, and serves it in development.
 *
 * @module cognito-session-worker/vite
 */

export { type SessionWorkerPluginOptions, sessionWorker } from './session-worker-plugin.js';
