import { createHash } from 'node:crypto';

/** SHA-256 of a text in hex: of a policy, of rules, of a model, of what a decision was made of. */
export function textHash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
