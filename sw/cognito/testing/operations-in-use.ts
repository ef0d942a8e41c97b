import type { StaticOperationSchema } from '@smithy/types';
import * as identityPoolOperations from '../identity-pool-operations.js';
import * as userPoolOperations from '../user-pool-operations.js';
import { sendToIdentityPool, sendToUserPool } from './sdk-clients.js';

/** The two services: the protocol's name, the SDK's own client, and the operations that the worker uses. */
export const SERVICES = [
  ['AWSCognitoIdentityProviderService', sendToUserPool, userPoolOperations],
  ['AWSCognitoIdentityService', sendToIdentityPool, identityPoolOperations],
] as const;

/** Every operation of either service that the worker uses, and how the SDK's own client sends it. */
export const OPERATIONS_IN_USE = SERVICES.flatMap(([service, sendAsSdk, operations]) =>
  Object.entries<StaticOperationSchema>(operations).map(([name, operation]) => ({
    service,
    sendAsSdk,
    name,
    operation,
  })),
);
