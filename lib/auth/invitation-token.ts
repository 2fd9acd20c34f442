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
