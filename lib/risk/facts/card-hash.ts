import { createHmac } from 'node:crypto';
import { env } from '../../env.ts';

/** 128 bits: two cards of the world never meet by chance. */
const HASH_LENGTH = 22;

/**
 * What is stored instead of Stripe's fingerprint of a card: tells equal cards, and is worthless without the install's own
 * secret. With a new `NEXTAUTH_SECRET` every card looks new.
 */
export function hashCard(fingerprint: string): string {
  return createHmac('sha256', env().NEXTAUTH_SECRET)
    .update(`card\n${fingerprint}`)
    .digest('base64url')
    .slice(0, HASH_LENGTH);
}
