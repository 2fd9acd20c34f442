import { formatMoney } from '../money/format.ts';
import type { Money } from '../money/money.ts';

/** What a person needs to know about a failed payout: what happened, where the money is, what to do next. */
export type FailureInWords = {
  happened: string;
  whereTheMoneyIs: string;
  nextStep: string;
  /** False for a code that this version has no words for; show the code and Stripe's message beside it. */
  isKnownCode: boolean;
};

type Words = { reason: string; nextStep: string };

const NEW_BANK_ACCOUNT =
  'Ask the account’s owner for another bank account, check that it belongs to them, then pay again.';
const CHECK_DETAILS =
  'Compare the bank details with the owner’s bank statement, correct them, then pay again.';

/** Source: Stripe's payout failure codes. Stripe types the code as open text, so there is always an "other". */
const WORDS: Readonly<Record<string, Words>> = {
  account_closed: { reason: 'the bank account is closed', nextStep: NEW_BANK_ACCOUNT },
  account_frozen: {
    reason: 'the bank account is frozen',
    nextStep: 'Ask the owner to clear it with their bank, and find out why it is frozen before paying again.',
  },
  bank_account_restricted: {
    reason: 'the bank account takes no payments of this kind',
    nextStep: 'Ask the owner which payments their bank allows, or for another bank account.',
  },
  bank_ownership_changed: {
    reason: 'the bank account now belongs to somebody else',
    nextStep:
      'Hold this account’s payouts. Call the owner on the number on file and ask for a bank account in their name.',
  },
  could_not_process: {
    reason: 'the bank could not process the payment',
    nextStep: 'Pay again once. If it fails again, ask for another bank account.',
  },
  debit_not_authorized: {
    reason: 'the bank account does not allow debits, which a negative payout needs',
    nextStep: 'Ask the owner to allow debits at their bank, or settle the negative balance in another way.',
  },
  declined: {
    reason: 'the bank declined the payment',
    nextStep: 'Ask the owner to find out the reason at their bank, then pay again.',
  },
  incorrect_account_holder_address: {
    reason: 'the holder’s address on file is not the one that the bank has',
    nextStep: CHECK_DETAILS,
  },
  incorrect_account_holder_name: {
    reason: 'the holder’s name on file is not the one that the bank has',
    nextStep:
      'Compare the name with the owner’s bank statement before correcting it: another name can mean another owner.',
  },
  incorrect_account_holder_tax_id: {
    reason: 'the holder’s tax number on file is not the one that the bank has',
    nextStep: CHECK_DETAILS,
  },
  insufficient_funds: {
    reason: 'Stripe’s balance for this account did not cover it',
    nextStep: 'Compare the account’s available balance with the amount, then pay what is there.',
  },
  invalid_account_number: {
    reason: 'the account number is not valid at that bank',
    nextStep: CHECK_DETAILS,
  },
  invalid_currency: {
    reason: 'the bank account does not take this currency',
    nextStep: 'Ask the owner for a bank account in this currency.',
  },
  no_account: { reason: 'the bank knows no account with this number', nextStep: CHECK_DETAILS },
  unsupported_card: {
    reason: 'the card takes no payouts',
    nextStep: 'Ask the owner for a bank account or another debit card.',
  },
};

/** Codes with words of their own. */
export const KNOWN_FAILURE_CODES: readonly string[] = Object.keys(WORDS);

/** These never reached the bank; all other codes come from it. */
const REFUSED_BEFORE_SENDING = new Set(['insufficient_funds', 'invalid_currency', 'unsupported_card']);

/**
 * A failed payout in plain words. Pure.
 * @param failure.hasReturned whether Stripe has named the balance transaction that brings the money back
 */
export function failureInWords(failure: {
  failureCode: string | null;
  amount: Money;
  hasReturned: boolean;
}): FailureInWords {
  const { failureCode, amount, hasReturned } = failure;
  const words = failureCode === null || !Object.hasOwn(WORDS, failureCode) ? undefined : WORDS[failureCode];
  const sum = formatMoney(amount);
  return {
    happened: happened(failureCode, words),
    whereTheMoneyIs: hasReturned
      ? `${sum} is back in the account’s Stripe balance.`
      : `${sum} is on its way back. Stripe has not booked its return yet.`,
    nextStep:
      words?.nextStep ?? 'Read Stripe’s message, ask the owner to check with their bank, then pay again.',
    isKnownCode: words !== undefined,
  };
}

function happened(failureCode: string | null, words: Words | undefined): string {
  if (words === undefined)
    return 'The payment failed, and Stripe gives a reason that Sluice has no words for.';
  if (failureCode !== null && REFUSED_BEFORE_SENDING.has(failureCode))
    return `The payment was not made: ${words.reason}.`;
  return `The bank sent this money back: ${words.reason}.`;
}
