import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** What a test may want an authenticator to get wrong. */
export interface Ceremony {
  readonly challenge: string;
  readonly origin: string;
  readonly relyingPartyId: string;
  readonly counter?: number;
}

/** A credential as a browser would tell it, made of node:crypto: for tests of the relying party without a browser. */
export interface SoftwareAuthenticator {
  readonly id: string;
  /** `RegistrationResponseJSON`, with no attestation. */
  register(ceremony: Ceremony): object;
  /** `AuthenticationResponseJSON`. */
  authenticate(ceremony: Ceremony): object;
}

const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
const ATTESTED_CREDENTIAL_DATA = 0x40;
const AAGUID_BYTES = 16;
const COORDINATE_BYTES = 32;

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest();
const base64url = (data: Buffer) => data.toString('base64url');

export function createSoftwareAuthenticator(): SoftwareAuthenticator {
  const credentialId = randomBytes(32);
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const id = base64url(credentialId);

  const clientData = (type: string, { challenge, origin }: Ceremony) =>
    Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));

  /** WebAuthn level 3, section 6.1. */
  const authenticatorData = ({ relyingPartyId, counter = 1 }: Ceremony, attested = Buffer.alloc(0)) => {
    const flags = USER_PRESENT | USER_VERIFIED | (attested.length > 0 ? ATTESTED_CREDENTIAL_DATA : 0);
    const head = Buffer.alloc(5);
    head.writeUInt8(flags);
    head.writeUInt32BE(counter, 1);
    return Buffer.concat([sha256(relyingPartyId), head, attested]);
  };

  const credential = (response: object) => ({
    id,
    rawId: id,
    type: 'public-key',
    authenticatorAttachment: 'platform',
    clientExtensionResults: {},
    response,
  });

  return {
    id,
    register(ceremony) {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(credentialId.length);
      const attested = Buffer.concat([Buffer.alloc(AAGUID_BYTES), length, credentialId, coseKey(x, y)]);
      const authData = authenticatorData(ceremony, attested);
      return credential({
        clientDataJSON: base64url(clientData('webauthn.create', ceremony)),
        attestationObject: base64url(attestationObject(authData)),
        transports: ['internal'],
      });
    },
    authenticate(ceremony) {
      const authData = authenticatorData(ceremony);
      const clientDataJSON = clientData('webauthn.get', ceremony);
      const signature = sign('sha256', Buffer.concat([authData, sha256(clientDataJSON)]), privateKey);
      return credential({
        clientDataJSON: base64url(clientDataJSON),
        authenticatorData: base64url(authData),
        signature: base64url(signature),
      });
    },
  };
}

/** COSE_Key of ES256, in CBOR: `{ 1: 2, 3: -7, -1: 1, -2: x, -3: y }`. */
function coseKey(x: string, y: string): Buffer {
  const coordinate = (text: string) =>
    Buffer.concat([Buffer.of(0x58, COORDINATE_BYTES), Buffer.from(text, 'base64url')]);
  return Buffer.concat([
    Buffer.of(0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01),
    Buffer.of(0x21),
    coordinate(x),
    Buffer.of(0x22),
    coordinate(y),
  ]);
}

/** In CBOR: `{ fmt: 'none', attStmt: {}, authData }`. */
function attestationObject(authData: Buffer): Buffer {
  const text = (value: string) => Buffer.concat([Buffer.of(0x60 + value.length), Buffer.from(value)]);
  return Buffer.concat([
    Buffer.of(0xa3),
    text('fmt'),
    text('none'),
    text('attStmt'),
    Buffer.of(0xa0),
    text('authData'),
    Buffer.of(0x58, authData.length),
    authData,
  ]);
}
