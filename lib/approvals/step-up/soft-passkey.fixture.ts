import { createHash, generateKeyPairSync, hash, randomBytes, sign, type KeyObject } from 'node:crypto';
import type postgres from 'postgres';
import type { Context } from '../../context.ts';
import { enrolPasskey } from './enrol-passkey.ts';
import { proveByPasskey } from './prove-by-passkey.ts';
import { startChallenge } from './start-challenge.ts';
import { startPasskey } from './start-passkey.ts';
import type { StepUpPurpose } from './schemas.ts';
import { confirmProven } from './test-factor.fixture.ts';

/** User present and verified; with the third one, a new key stands in the data. */
const PRESENT_AND_VERIFIED = 0x05;
const WITH_KEY = 0x40;

export type SoftPasskey = {
  readonly id: string;
  /** What `navigator.credentials.create` would answer. */
  readonly register: (challenge: string) => Registration;
  /** What `navigator.credentials.get` would answer. */
  readonly sign: (challenge: string) => Assertion;
};
type Registration = Parameters<typeof enrolPasskey>[1]['registration'];
type Assertion = Parameters<typeof proveByPasskey>[1]['assertion'];

const site = (): URL => new URL(process.env['NEXTAUTH_URL'] ?? '');

/** An authenticator made of software: ES256, attestation none. */
export function softPasskey(): SoftPasskey {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const credentialId = randomBytes(16);
  const id = credentialId.toString('base64url');
  const answer = { id, rawId: id, type: 'public-key', clientExtensionResults: {} } as const;
  let counter = 0;
  const authenticatorData = (flags: number, rest = Buffer.alloc(0)): Buffer => {
    counter += 1;
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter);
    const party = createHash('sha256').update(site().hostname).digest();
    return Buffer.concat([party, Buffer.from([flags]), count, rest]);
  };
  const clientData = (type: string, challenge: string): Buffer =>
    Buffer.from(JSON.stringify({ type, challenge, origin: site().origin, crossOrigin: false }));
  return {
    id,
    register: (challenge) => {
      const data = authenticatorData(
        PRESENT_AND_VERIFIED | WITH_KEY,
        Buffer.concat([
          Buffer.alloc(16),
          Buffer.from([0, credentialId.length]),
          credentialId,
          coseKey(publicKey),
        ]),
      );
      return {
        ...answer,
        response: {
          attestationObject: attestation(data).toString('base64url'),
          clientDataJSON: clientData('webauthn.create', challenge).toString('base64url'),
        },
      };
    },
    sign: (challenge) => {
      const data = authenticatorData(PRESENT_AND_VERIFIED);
      const said = clientData('webauthn.get', challenge);
      const signed = Buffer.concat([data, hash('sha256', said, 'buffer')]);
      return {
        ...answer,
        response: {
          authenticatorData: data.toString('base64url'),
          clientDataJSON: said.toString('base64url'),
          signature: sign('sha256', signed, privateKey).toString('base64url'),
        },
      };
    },
  };
}

/** CBOR of an ES256 key: kty 2, alg -7, crv 1, x, y. */
function coseKey(publicKey: KeyObject): Buffer {
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const coordinate = (label: number, value: string): Buffer =>
    Buffer.concat([Buffer.from([label, 0x58, 32]), Buffer.from(value, 'base64url')]);
  return Buffer.concat([
    Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01]),
    coordinate(0x21, x),
    coordinate(0x22, y),
  ]);
}

/** CBOR of `{ fmt: 'none', attStmt: {}, authData }`. */
function attestation(data: Buffer): Buffer {
  const text = (word: string): Buffer =>
    Buffer.concat([Buffer.from([0x60 + word.length]), Buffer.from(word)]);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(data.length);
  return Buffer.concat([
    Buffer.from([0xa3]),
    text('fmt'),
    text('none'),
    text('attStmt'),
    Buffer.from([0xa0]),
    text('authData'),
    Buffer.from([0x59]),
    length,
    data,
  ]);
}

/** A passkey of somebody's, confirmed by an administrator. @param sql owner of the tables */
export async function enrolSoftPasskey(
  sql: postgres.Sql,
  owner: Context,
  administrator: Context,
): Promise<SoftPasskey> {
  const passkey = softPasskey();
  const { challengeId, options } = await startPasskey(owner, {});
  const { factorId } = await enrolPasskey(owner, {
    challengeId,
    name: 'Soft key',
    registration: passkey.register(options.challenge),
  });
  await confirmProven(sql, administrator, factorId);
  return passkey;
}

/** A proof over a root, by an enrolled passkey. @returns its id */
export async function proveWith(
  passkey: SoftPasskey,
  owner: Context,
  root: string,
  purpose: StepUpPurpose = 'payouts.approve',
): Promise<string> {
  const { challengeId, options } = await startChallenge(owner, { purpose, root });
  const { stepUpProofId } = await proveByPasskey(owner, {
    challengeId,
    assertion: passkey.sign(options.challenge),
  });
  return stepUpProofId;
}
