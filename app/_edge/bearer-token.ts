import { createHash, timingSafeEqual } from 'node:crypto';

/** Compares hashes, so that neither the length nor the first wrong character shows in the time taken. */
export function hasBearerToken(headers: Headers, expected: string): boolean {
  const given = /^Bearer (.+)$/.exec(headers.get('authorization') ?? '')?.[1];
  if (given === undefined) return false;
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given), hash(expected));
}
