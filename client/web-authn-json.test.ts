import { afterEach, describe, expect, test, vi } from 'vitest';
import { parseCreationOptions, parseRequestOptions, toJSON } from './web-authn-json.js';

// What browsers do that have not learnt it from level 3 of the specification. The others are tested as they are, in e2e.

/** 0xfb, 0xff are '+' and '/' in base64, and the length asks for padding: all that base64url has otherwise. */
const BYTES = Uint8Array.of(0xfb, 0xff, 0xfe, 1);
const TEXT = '-__-AQ';

class OldPublicKeyCredential {}

vi.stubGlobal('PublicKeyCredential', OldPublicKeyCredential);
afterEach(() => vi.stubGlobal('PublicKeyCredential', OldPublicKeyCredential));

describe('where the browser cannot parse JSON', () => {
  test('the options to ask for a passkey hold bytes', () => {
    const options = parseRequestOptions({
      challenge: TEXT,
      rpId: 'example.com',
      timeout: 60_000,
      userVerification: 'preferred',
      allowCredentials: [{ type: 'public-key', id: TEXT, transports: ['internal'] }],
    });
    expect(options).toEqual({
      challenge: BYTES,
      rpId: 'example.com',
      timeout: 60_000,
      userVerification: 'preferred',
      allowCredentials: [{ type: 'public-key', id: BYTES, transports: ['internal'] }],
    });
    expect(parseRequestOptions({ challenge: TEXT })).toEqual({ challenge: BYTES, allowCredentials: [] });
  });

  test('the options to make a passkey hold bytes', () => {
    const rp = { id: 'example.com', name: 'Example' };
    const pubKeyCredParams = [{ type: 'public-key' as const, alg: -7 }];
    const user = { name: 'ada', displayName: 'Ada' };
    expect(
      parseCreationOptions({
        challenge: TEXT,
        rp,
        pubKeyCredParams,
        user: { ...user, id: TEXT },
        excludeCredentials: [{ type: 'public-key', id: TEXT }],
      }),
    ).toEqual({
      challenge: BYTES,
      rp,
      pubKeyCredParams,
      user: { ...user, id: BYTES },
      excludeCredentials: [{ type: 'public-key', id: BYTES }],
    });
  });
});

describe('where the credential cannot tell its JSON', () => {
  const { buffer } = BYTES;
  const common = {
    id: TEXT,
    rawId: buffer,
    type: 'public-key',
    authenticatorAttachment: null,
    getClientExtensionResults: () => ({ credProps: { rk: true } }),
  };
  const json = { id: TEXT, rawId: TEXT, type: 'public-key', clientExtensionResults: { credProps: { rk: true } } };

  test.each<[string, object]>([
    ['because it has no such method', {}],
    [
      'because it is a password manager’s',
      {
        toJSON() {
          throw new TypeError('Illegal invocation');
        },
      },
    ],
  ])('an assertion is told for it, %s', (_, more) => {
    const response = { clientDataJSON: buffer, authenticatorData: buffer, signature: buffer, userHandle: buffer };
    const credential = { ...common, response, ...more } as unknown as PublicKeyCredential;
    expect(JSON.parse(JSON.stringify(toJSON(credential)))).toEqual({
      ...json,
      response: { clientDataJSON: TEXT, authenticatorData: TEXT, signature: TEXT, userHandle: TEXT },
    });
  });

  test('an attestation is told for it', () => {
    const response = {
      clientDataJSON: buffer,
      attestationObject: buffer,
      getAuthenticatorData: () => buffer,
      getTransports: () => ['internal'],
      getPublicKeyAlgorithm: () => -7,
      getPublicKey: () => null,
    };
    const credential = { ...common, authenticatorAttachment: 'platform', response } as unknown as PublicKeyCredential;
    expect(JSON.parse(JSON.stringify(toJSON(credential)))).toEqual({
      ...json,
      authenticatorAttachment: 'platform',
      response: {
        clientDataJSON: TEXT,
        attestationObject: TEXT,
        authenticatorData: TEXT,
        transports: ['internal'],
        publicKeyAlgorithm: -7,
      },
    });
  });
});

test('what the browser can do itself is left to it', () => {
  const options = { challenge: new ArrayBuffer(0) };
  vi.stubGlobal('PublicKeyCredential', { parseRequestOptionsFromJSON: () => options });
  expect(parseRequestOptions({ challenge: TEXT })).toBe(options);
  const credential = { toJSON: () => ({ id: 'told' }) } as unknown as PublicKeyCredential;
  expect(toJSON(credential)).toEqual({ id: 'told' });
});
