import { disabledReasonInWords } from '../../connected-accounts/requirements-in-words.ts';

/** What to do about an account of which Stripe pays out nothing. A rejected one has nothing to settle: it says who rejected it. Pure. */
export function payoutsOffInWords(disabledReason: string | null): string {
  return disabledReason?.startsWith('rejected.') === true
    ? disabledReasonInWords(disabledReason)
    : 'Settle what Stripe asks for on its page first.';
}
