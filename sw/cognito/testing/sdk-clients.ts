import * as identityPool from '@aws-sdk/client-cognito-identity';
import * as userPool from '@aws-sdk/client-cognito-identity-provider';
import { HttpResponse } from '@smithy/core/protocols';
import type { HttpRequest } from '@smithy/types';
import type { Answer } from '../aws-json.js';

export interface SdkExchange {
  readonly request: { readonly headers: Readonly<Record<string, string>>; readonly body: Uint8Array };
  /** What `send` resolved to, if it did. */
  readonly output?: object;
  /** What it threw otherwise. */
  readonly thrown?: unknown;
}

/** Sends an operation as the AWS SDK itself would, with credentials at hand, to a service that gives the answer. */
export type SdkSend = (operation: string, input: object, answer: Answer) => Promise<SdkExchange>;

/** The name of any command stands for all: they differ in types only. */
type UserPoolCommandName = 'InitiateAuthCommand';
type IdentityPoolCommandName = 'GetIdCommand';

export const sendToUserPool: SdkSend = (operation, input, answer) =>
  exchange(answer, (requestHandler) => {
    const { [`${operation}Command` as UserPoolCommandName]: Command } = userPool;
    const client = new userPool.CognitoIdentityProviderClient({ ...CONFIG, requestHandler });
    return client.send(new Command(input as userPool.InitiateAuthCommandInput));
  });

export const sendToIdentityPool: SdkSend = (operation, input, answer) =>
  exchange(answer, (requestHandler) => {
    const { [`${operation}Command` as IdentityPoolCommandName]: Command } = identityPool;
    const client = new identityPool.CognitoIdentityClient({ ...CONFIG, requestHandler });
    return client.send(new Command(input as identityPool.GetIdCommandInput));
  });

const CONFIG = {
  region: 'eu-west-1',
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
  maxAttempts: 1,
};

interface RequestHandler {
  handle(request: HttpRequest): Promise<{ response: HttpResponse }>;
}

async function exchange(
  { status, headers, body }: Answer,
  send: (requestHandler: RequestHandler) => Promise<object>,
): Promise<SdkExchange> {
  const requests: SdkExchange['request'][] = [];
  const handle = async (request: HttpRequest) => {
    requests.push({ headers: request.headers, body: request.body as Uint8Array });
    const bytes = new TextEncoder().encode(body);
    return {
      response: new HttpResponse({ statusCode: status, headers: Object.fromEntries(headers), body: bytes }),
    };
  };
  const result = await send({ handle }).then(
    (output) => ({ output }),
    (thrown: unknown) => ({ thrown }),
  );
  const [request] = requests;
  if (request === undefined) throw new Error('The SDK sent nothing.', { cause: result });
  return { request, ...result };
}
