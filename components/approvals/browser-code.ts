/*
 * One-time codes in the browser, for the demo alone: its secrets are public. RFC 6238 as `lib/approvals/step-up/totp.ts`
 * has it, which runs on the server and cannot be sent here.
 */

const STEP_MS = 30_000;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

export function stepNow(): number {
  return Math.floor(Date.now() / STEP_MS);
}

/** When a step begins, as an ISO instant. */
export function startOf(step: number): string {
  return new Date(step * STEP_MS).toISOString();
}

/** @param secret base32 without padding */
export async function codeAt(secret: string, step: number): Promise<string> {
  const bits = Array.from(secret, (letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const bytes = Uint8Array.from((bits.match(/.{8}/g) ?? []).map((eight) => parseInt(eight, 2)));
  const key = await crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-1' }, false, ['sign']);
  const counter = new DataView(new ArrayBuffer(8));
  counter.setBigUint64(0, BigInt(step));
  const mac = new DataView(await crypto.subtle.sign('HMAC', key, counter.buffer));
  const number = mac.getUint32(mac.getUint8(19) & 15) & 0x7fff_ffff;
  return String(number % 1_000_000).padStart(6, '0');
}
