import { createHash } from 'node:crypto';

/** Fingerprint of a policy's text: whoever publishes or changes it says which text was on the screen. */
export function textHash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
