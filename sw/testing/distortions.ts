import fc from 'fast-check';
import type { SentRequest, ServiceAnswer } from './honest-cognito.js';
import { junk, type Mutation, mutate, mutation, unfold } from './junk.js';

/** What is done to an answer: plain data, so that a failing test shows it. */
export type Nonsense =
  | { readonly kind: 'honest' }
  | { readonly kind: 'mutated'; readonly mutations: readonly Mutation[] }
  | { readonly kind: 'truncated'; readonly at: number }
  /** A member twice: JSON's last one counts. */
  | { readonly kind: 'doubled'; readonly at: number; readonly value: unknown }
  | { readonly kind: 'text'; readonly status: number; readonly body: string }
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'header'; readonly name: string; readonly value: string }
  | { readonly kind: 'exception'; readonly status: number; readonly name: unknown; readonly message: unknown }
  /** What was sent comes back: in the exception's name, its message, its id, or a header. */
  | { readonly kind: 'echo'; readonly in: 'name' | 'message' | 'requestId' | 'errorType' | 'challenge' }
  | { readonly kind: 'network'; readonly message: string };

const status = fc.oneof(
  fc.constantFrom(200, 201, 204, 304, 400, 401, 403, 404, 418, 429, 500, 501, 503),
  fc.integer({ min: 200, max: 599 }),
);

const BODIES = [
  '',
  'null',
  '[]',
  '[1,2]',
  '"text"',
  '0',
  'true',
  '{',
  '<!doctype html><title>Log in</title>',
  '{"__proto__":{"polluted":true}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
];

/** Bodies too long to be shown, by what they are. */
const LONG_BODIES: Readonly<Record<string, string>> = {
  '(deep lists)': `${'['.repeat(50_000)}${']'.repeat(50_000)}`,
  '(deep parameters)': `{"ChallengeName":"WEB_AUTHN","Session":"x","ChallengeParameters":{"CREDENTIAL_REQUEST_OPTIONS":"${'['.repeat(9_000)}${']'.repeat(9_000)}"}}`,
  '(deep options)': `{"CredentialCreationOptions":${'{"a":'.repeat(9_000)}1${'}'.repeat(9_000)}}`,
  '(a message of token beginnings)': `{"message":"${'eyJ-'.repeat(50_000)}"}`,
  '(a long name)': `{"__type":"${'x'.repeat(100_000)}"}`,
};

const HEADER_VALUES = [
  '',
  'nonsense',
  'Fri, 31 Dec 9999 23:59:59 GMT',
  'Thu, 01 Jan 1970 00:00:00 GMT',
  'Sat, 13 Sep 275760 00:00:00 GMT',
  '-271821-04-20',
  '0',
  '1e300',
  'constructor',
  '__proto__',
  '120',
];

export const nonsense: fc.Arbitrary<Nonsense> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('honest' as const) }) },
  {
    weight: 10,
    arbitrary: fc.record({
      kind: fc.constant('mutated' as const),
      mutations: fc.array(mutation, { minLength: 1, maxLength: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('truncated' as const), at: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('doubled' as const), at: fc.nat(), value: junk }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('text' as const),
      status,
      body: fc.oneof(fc.constantFrom(...BODIES, ...Object.keys(LONG_BODIES)), fc.string(), fc.json()),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('status' as const), status }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('header' as const),
      name: fc.constantFrom(
        'date',
        'x-amzn-requestid',
        'x-amzn-errortype',
        'retry-after',
        'content-type',
        'set-cookie',
      ),
      value: fc.constantFrom(...HEADER_VALUES),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('exception' as const), status, name: junk, message: junk }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('echo' as const),
      in: fc.constantFrom('name', 'message', 'requestId', 'errorType', 'challenge'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('network' as const), message: fc.string() }) },
);

/** The answer with the nonsense done to it. */
export function distorted(answer: ServiceAnswer, request: SentRequest, how: Nonsense): ServiceAnswer | Error {
  const { headers, body } = answer;
  switch (how.kind) {
    case 'honest':
      return answer;
    case 'mutated':
      return { ...answer, body: JSON.stringify(how.mutations.reduce(mutate, JSON.parse(body)) ?? null) };
    case 'truncated':
      return { ...answer, body: body.slice(0, how.at % (body.length + 1)) };
    case 'doubled': {
      const names = Object.keys(JSON.parse(body) as object);
      const name = names[how.at % names.length];
      if (name === undefined) return answer;
      return { ...answer, body: `${body.slice(0, -1)},${JSON.stringify(name)}:${JSON.stringify(unfold(how.value))}}` };
    }
    case 'text':
      return { ...answer, status: how.status, body: LONG_BODIES[how.body] ?? how.body };
    case 'status':
      return { ...answer, status: how.status };
    case 'header':
      return { ...answer, headers: { ...headers, [how.name]: how.value } };
    case 'exception':
      return {
        ...answer,
        status: how.status,
        body: JSON.stringify({ __type: unfold(how.name), message: unfold(how.message) }),
      };
    case 'echo':
      return echo(answer, request, how.in);
    case 'network':
      return new TypeError(how.message);
  }
}

function echo(
  answer: ServiceAnswer,
  { body: said }: SentRequest,
  where: (Nonsense & { kind: 'echo' })['in'],
): ServiceAnswer {
  const headerText = said.replace(/[^\x20-\x7e]/g, '');
  const { headers } = answer;
  switch (where) {
    case 'name':
      return { ...answer, status: 400, body: JSON.stringify({ __type: said, error: said }) };
    case 'message':
      return {
        ...answer,
        status: 400,
        body: JSON.stringify({ __type: 'X', message: said, error: 'x', error_description: said }),
      };
    case 'requestId':
      return { status: 400, body: '{"__type":"X"}', headers: { ...headers, 'x-amzn-requestid': headerText } };
    case 'errorType':
      return { status: 400, body: '', headers: { ...headers, 'x-amzn-errortype': headerText } };
    case 'challenge':
      return {
        ...answer,
        body: JSON.stringify({ ChallengeName: said, Session: said, ChallengeParameters: { [said]: said } }),
      };
  }
}
