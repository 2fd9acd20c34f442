import { createHmac, timingSafeEqual } from 'node:crypto';
import { fromUnixSeconds } from '../../clock.ts';

/** RFC 6238 with the values that every authenticator app knows: SHA-1, 30 seconds, six digits. */
const STEP_SECONDS = 30;
const DIGITS = 6;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Clocks of phones are a little off, and people type slowly: one step back, one ahead. */
const STEPS_AROUND = [-1n, 0n, 1n] as const;

/** @param seconds Unix time */
export function stepAt(seconds: number): bigint {
  return BigInt(Math.floor(seconds / STEP_SECONDS));
}

export function codeOf(secret: Uint8Array, step: bigint): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(step);
  const mac = createHmac('sha1', secret).update(counter).digest();
  // RFC 4226, 5.3: the last four bits say where the 31-bit number stands.
  const at = (mac.at(-1) ?? 0) & 15;
  const number = mac.readUInt32BE(at) & 0x7fff_ffff;
  return String(number % 10 ** DIGITS).padStart(DIGITS, '0');
}

/**
 * The step whose code was typed, if it is about now and after the newest one that was used; else null.
 * @param seconds Unix time by the database's clock
 */
export function acceptedStep(
  secret: Uint8Array,
  typed: string,
  { seconds, lastStep }: { seconds: number; lastStep: bigint },
): bigint | null {
  const code = Buffer.from(typed.replaceAll(/\s/g, ''));
  const now = stepAt(seconds);
  for (const around of STEPS_AROUND) {
    const expected = Buffer.from(codeOf(secret, now + around));
    if (code.length === expected.length && timingSafeEqual(code, expected) && now + around > lastStep)
      return now + around;
  }
  return null;
}

/**
 * When a phone shows the next code that counts; null when the one that it shows now does.
 * @param seconds Unix time by the database's clock @param lastStep the newest one that was used
 */
export function nextCodeAt({ seconds, lastStep }: { seconds: number; lastStep: bigint }): Date | null {
  return lastStep < stepAt(seconds) ? null : fromUnixSeconds(Number(lastStep + 1n) * STEP_SECONDS);
}

export function toBase32(bytes: Uint8Array): string {
  let bits = '';
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0');
  return (bits.match(/.{1,5}/g) ?? []).map((five) => ALPHABET[parseInt(five.padEnd(5, '0'), 2)]).join('');
}

/** What an authenticator app reads from a QR code or takes as a link. */
export function otpauthUri(secret: Uint8Array, account: string): string {
  const label = encodeURIComponent(`Sluice:${account}`);
  return `otpauth://totp/${label}?secret=${toBase32(secret)}&issuer=Sluice&algorithm=SHA1&digits=${String(DIGITS)}&period=${String(STEP_SECONDS)}`;
}
