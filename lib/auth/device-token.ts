import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { env } from '../env.ts';

const NONCE_BYTES = 16;

function seal(nonce: string, email: string): Buffer {
  return createHmac('sha256', env().NEXTAUTH_SECRET)
    .update(`device\n${nonce}\n${email.trim().toLowerCase()}`)
    .digest();
}

/** For a browser in which this address has signed in: it proves nothing but that, and opens nothing. */
export function makeDeviceToken(email: string): string {
  const nonce = randomBytes(NONCE_BYTES).toString('base64url');
  return `${nonce}.${seal(nonce, email).toString('base64url')}`;
}

/** The token when it is ours and for this address, otherwise `null`. */
export function acceptedDeviceToken(token: string | null, email: string): string | null {
  const [nonce, sealed, ...rest] = (token ?? '').split('.');
  if (!nonce || !sealed || rest.length > 0) return null;
  const given = Buffer.from(sealed, 'base64url');
  const expected = seal(nonce, email);
  return given.length === expected.length && timingSafeEqual(given, expected) ? token : null;
}
