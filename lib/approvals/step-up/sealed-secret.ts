import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { env } from '../../env.ts';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A key for this alone, so that it opens nothing else and nothing else opens it. */
function key(): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', env().NEXTAUTH_SECRET, '', 'sluice step-up secrets 1', 32));
}

/** Encrypts a secret at rest, bound to the factor in whose row it stands. */
export function sealSecret(secret: Uint8Array, factorId: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key(), nonce).setAAD(Buffer.from(factorId));
  return Buffer.concat([nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()]).toString(
    'base64url',
  );
}

/** @throws Error when it was sealed for another factor, with another NEXTAUTH_SECRET, or changed */
export function openSecret(sealed: string, factorId: string): Uint8Array {
  const bytes = Buffer.from(sealed, 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', key(), bytes.subarray(0, NONCE_BYTES))
    .setAAD(Buffer.from(factorId))
    .setAuthTag(bytes.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
}
