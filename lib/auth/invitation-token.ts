import { createHash, randomBytes } from 'node:crypto';

/** 256 bits, so a plain hash of it cannot be searched. */
const TOKEN_BYTES = 32;

/** A new secret for a link; only its hash is stored. */
export function makeInvitationToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url');
}

/** What is stored of a link's secret. */
export function invitationTokenHash(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

/** Without the letters that are taken for digits. */
const CODE_LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** 80 bits: more than anybody tries, as many letters as somebody reads out on a telephone. */
const CODE_LENGTH = 16;

/** The half of a key that one person tells another, in fours; only its hash is stored. */
export function makeInvitationCode(): string {
  const letters = [...randomBytes(CODE_LENGTH)].map((byte) => CODE_LETTERS[byte % CODE_LETTERS.length] ?? '');
  return letters.join('').replace(/(.{4})(?!$)/g, '$1-');
}

/** What is stored of a code, however it was typed. */
export function invitationCodeHash(code: string): string {
  const letters = code
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
  return createHash('sha256').update(`invitation code\n${letters}`).digest('base64url');
}
