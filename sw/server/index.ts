export { type NodeListener, type NodeRequest, type NodeResponse, toNodeListener } from './node-listener.js';
export {
  createSessionWorkerHandler,
  type SessionWorkerHandler,
  type SessionWorkerHandlerOptions,
} from './session-worker-handler.js';
