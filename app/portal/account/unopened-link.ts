import { KEPT } from '#components/portal/portal-parts.ts';
import type { DomainError } from '#lib/errors.ts';

/** Why Stripe's own page was not opened, by the word of it in the address of the page that says so. */
export const UNOPENED = {
  later: 'Stripe does not answer. Nothing is lost; try again in a moment.',
  often: 'This was asked too often. Try again in a minute.',
  closed: KEPT,
} as const;

export function unopenedBecause(code: DomainError['code']): keyof typeof UNOPENED {
  if (code === 'too_often') return 'often';
  return code === 'stripe_unavailable' || code === 'conflict' ? 'later' : 'closed';
}
