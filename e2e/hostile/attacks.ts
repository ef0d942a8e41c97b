/** Messages for Comlink that a page must not get through to it. Each is plain data, so that a test can pass it to a page. */

const raw = (value: unknown) => ({ type: 'RAW', value });

export const apply = (path: unknown, ...args: unknown[]) => ({
  id: 'x',
  type: 'APPLY',
  path,
  argumentList: args.map(raw),
});

const HARM = 'globalThis.harmed = true';

/** Those that do harm where Comlink stands open: code in the worker, a polluted prototype, a method replaced for all tabs. */
export const HARMFUL = {
  'code by way of the constructor of the constructor': {
    id: 'x',
    type: 'CONSTRUCT',
    path: ['constructor', 'constructor'],
    argumentList: [raw(HARM)],
  },
  'a member for every object': { id: 'x', type: 'SET', path: ['__proto__', 'polluted'], value: raw('yes') },
  'another signOut': { id: 'x', type: 'SET', path: ['signOut'], value: raw('replaced') },
} as const;

/** Everything that Comlink knows and a page of ours has no use for, and some that not even Comlink knows. */
export const REFUSED: Readonly<Record<string, unknown>> = {
  ...HARMFUL,

  'a read of a method': { id: 'x', type: 'GET', path: ['getCognitoTokens'] },
  'a read of the root': { id: 'x', type: 'GET', path: [] },
  'a read of the constructor': { id: 'x', type: 'GET', path: ['constructor'] },
  'a read of __proto__': { id: 'x', type: 'GET', path: ['__proto__'] },
  'a read of the length of a method': { id: 'x', type: 'GET', path: ['signOut', 'length'] },
  'a read of then': { id: 'x', type: 'GET', path: ['then'] },

  'a call of the constructor of the constructor': apply(['constructor', 'constructor'], HARM),
  'a call of the constructor of a method': apply(['signOut', 'constructor'], HARM),
  'a call of the prototype of the constructor': apply(['signOut', 'constructor', 'prototype', 'constructor'], HARM),
  'a call of the constructor of __proto__': apply(['__proto__', 'constructor', 'constructor'], HARM),
  'a call of the prototype': apply(['prototype']),
  'a call of __proto__': apply(['__proto__']),
  'a call of the constructor': apply(['constructor'], { harmed: true }),
  'a call of __defineGetter__': apply(['__defineGetter__'], 'harmed', HARM),
  'a call of __lookupGetter__': apply(['__lookupGetter__'], '__proto__'),
  'a call of toString': apply(['toString']),
  'a call of hasOwnProperty': apply(['hasOwnProperty'], 'signOut'),
  'a call of valueOf': apply(['valueOf']),
  'a call of isPrototypeOf': apply(['isPrototypeOf'], {}),

  'a write of a method of the prototype': { id: 'x', type: 'SET', path: ['toString'], value: raw('x') },
  'a write of __proto__': { id: 'x', type: 'SET', path: ['__proto__'], value: raw({ polluted: 1 }) },
  'a write to a method': { id: 'x', type: 'SET', path: ['signOut', 'call'], value: raw('x') },
  'a construction of a method': { id: 'x', type: 'CONSTRUCT', path: ['signOut'], argumentList: [] },
  'an endpoint': { id: 'x', type: 'ENDPOINT', path: [] },
  'an endpoint of a method': { id: 'x', type: 'ENDPOINT', path: ['signOut'] },
  'a release': { id: 'x', type: 'RELEASE', path: [] },

  'a path of two names': apply(['signOut', 'call'], {}),
  'a path of two names, the first of them empty': apply(['', 'signOut'], {}),
  'a path of a method twice': apply(['signOut', 'signOut'], {}),
  'an empty path': apply([]),
  'an empty name': apply(['']),
  'no path': { id: 'x', type: 'APPLY', argumentList: [] },
  'a path that is a text': apply('signOut', {}),
  'a path that is an object': apply({ 0: 'signOut', length: 1 }, {}),
  'a path with a number': apply([0]),
  'a path with a list': apply([['signOut']], {}),
  'a path with an object': apply([{ toString: 'signOut' }], {}),
  'a path with null': apply([null]),
  'a method that is none': apply(['getRefreshToken'], 'x'),
  'a method of the worker and not of its pages': apply(['getBearerToken'], 'accessToken'),
  'a method in other letters': apply(['SignOut'], {}),
  'a method with a blank': apply(['signOut '], {}),

  'an argument by the handler "throw"': {
    id: 'x',
    type: 'APPLY',
    path: ['signOut'],
    argumentList: [{ type: 'HANDLER', name: 'throw', value: { isError: false, value: {} } }],
  },
  'an argument by a handler that is none': {
    id: 'x',
    type: 'APPLY',
    path: ['signOut'],
    argumentList: [{ type: 'HANDLER', name: '__proto__', value: {} }],
  },
  'an argument without a type': { id: 'x', type: 'APPLY', path: ['signOut'], argumentList: [{ value: {} }] },
  'arguments that are no list': { id: 'x', type: 'APPLY', path: ['signOut'], argumentList: { 0: raw({}), length: 1 } },
  'no list of arguments': { id: 'x', type: 'APPLY', path: ['signOut'] },
  'an argument too many': apply(['getCurrentUser'], {}),
  'another argument too many': apply(['signOut'], {}, {}),
  'an argument too few': apply(['getUserSub']),
  'an argument of another type': apply(['fetchAuthSession'], { forceRefresh: 'yes' }),
  'an argument that is null': apply(['signOut'], null),
  'an argument that is a list': apply(['signOut'], [{}]),
  'an unknown field': apply(['signOut'], { gobal: true }),
  'an unknown field further down': apply(['signIn'], { username: 'a', password: 'b', options: { authFlow: 'x' } }),
  'an unknown field of the name of a member of every object': apply(['signOut'], { toString: 'x' }),
  'a session id that is too long': apply(['getUserSub'], 'x'.repeat(65)),
  'a user name that is too long': apply(['signIn'], { username: 'x'.repeat(129), password: 'b' }),
  'a flow that is none': apply(['signIn'], { username: 'a', password: 'b', options: { authFlowType: 'ADMIN' } }),
  'metadata of other types': apply(['signIn'], {
    username: 'a',
    password: 'b',
    options: { clientMetadata: { a: {} } },
  }),

  'a type that is none': { id: 'x', type: 'EVAL', path: ['signOut'], argumentList: [] },
  'a type in a list': { id: 'x', type: ['APPLY'], path: ['signOut'], argumentList: [raw({})] },
  'no type': { id: 'x', path: ['signOut'], argumentList: [raw({})] },
  'a message that is null': null,
  'a message that is a text': 'APPLY',
  'a message that is a number': 7,
  'a message that is a list': ['APPLY', ['signOut'], []],
};

const RIGHT = {
  protocol: 'cognito-session-worker',
  version: 1,
  type: 'call',
  callId: 'c',
  tabId: 't',
  message: apply(['signOut'], {}),
};

/** Envelopes that bear our mark and are wrong otherwise. */
export const MALFORMED: Readonly<Record<string, unknown>> = {
  'nothing but the mark': { protocol: RIGHT.protocol },
  'no type': { ...RIGHT, type: undefined },
  'a type that is none': { ...RIGHT, type: 'configure' },
  'a type that is an object': { ...RIGHT, type: {} },
  'the type of a member of every object': { ...RIGHT, type: 'constructor' },
  'no version': { ...RIGHT, version: undefined },
  'a later version': { ...RIGHT, version: 2 },
  'an earlier version': { ...RIGHT, version: 0 },
  'a version that is a text': { ...RIGHT, version: '1' },
  'no call id': { ...RIGHT, callId: undefined },
  'an empty call id': { ...RIGHT, callId: '' },
  'a call id that is too long': { ...RIGHT, callId: 'x'.repeat(65) },
  'a call id of ten million characters': { ...RIGHT, callId: 'x'.repeat(10_000_000) },
  'a call id that is a number': { ...RIGHT, callId: 1 },
  'a call id that is a list': { ...RIGHT, callId: ['c'] },
  'a call id with a blank, as the key of another call might have': { ...RIGHT, callId: 'a b' },
  'a call id with a line break': { ...RIGHT, callId: 'c\n' },
  'no tab id': { ...RIGHT, tabId: undefined },
  'a tab id that is an object': { ...RIGHT, tabId: {} },
  'a tab id that is too long': { ...RIGHT, tabId: 'x'.repeat(65) },
  'a call without a message': { ...RIGHT, message: undefined },
  'a resumption without an id': { protocol: RIGHT.protocol, version: 1, type: 'resume' },
  'a configuration': {
    ...RIGHT,
    type: 'configure',
    config: { userPool: {}, attach: [{ url: 'https://evil.example/' }] },
  },
};

/** Messages that are not ours, as an app's own worker may get them. */
export const FOREIGN: Readonly<Record<string, unknown>> = {
  'another mark': { ...RIGHT, protocol: 'another-library' },
  'our mark in other letters': { ...RIGHT, protocol: 'Cognito-Session-Worker' },
  'our mark in a list': { ...RIGHT, protocol: ['cognito-session-worker'] },
  'no mark': { ...RIGHT, protocol: undefined },
  'a message of Comlink without an envelope': RIGHT.message,
  'a configuration, as other libraries take it': { type: 'init', config: { userPool: {} } },
  'skip waiting, as Workbox says it': { type: 'SKIP_WAITING' },
  'a text': 'cognito-session-worker',
  'a number': 7,
  null: null,
  nothing: undefined,
  'a list': [RIGHT],
};
