/** What went wrong, in words, and what to do. Codes: Stripe's "Payout failure codes". */
type Failure = { readonly title: string; readonly next: string };

const NEW_ACCOUNT =
  'The account’s owner gives a new bank account. Do not retry to this one; it would come back again.';
const CORRECT_DETAILS =
  'The account’s owner corrects the bank details. Until then a retry would come back again.';
const ASK_BANK =
  'The account’s owner asks the bank. Retry when the bank has confirmed that it takes the money.';

const FAILURES: Record<string, Failure> = {
  account_closed: { title: 'The bank account is closed', next: NEW_ACCOUNT },
  account_frozen: { title: 'The bank account is frozen', next: ASK_BANK },
  bank_account_restricted: { title: 'The bank account takes no such payments', next: ASK_BANK },
  bank_ownership_changed: { title: 'The bank account has a new owner', next: NEW_ACCOUNT },
  could_not_process: {
    title: 'The bank could not process it',
    next: 'Nothing is known to be wrong with the account. Retry once; if it fails again, ask the bank.',
  },
  debit_not_authorized: { title: 'The bank does not allow debits of this account', next: ASK_BANK },
  declined: { title: 'The bank declined it', next: ASK_BANK },
  incorrect_account_holder_address: {
    title: 'The holder’s address is not the bank’s',
    next: CORRECT_DETAILS,
  },
  incorrect_account_holder_name: { title: 'The holder’s name is not the bank’s', next: CORRECT_DETAILS },
  incorrect_account_holder_tax_id: {
    title: 'The holder’s tax number is not the bank’s',
    next: CORRECT_DETAILS,
  },
  incorrect_account_type: { title: 'The bank account is of another type', next: CORRECT_DETAILS },
  insufficient_funds: {
    title: 'The Stripe balance did not cover it',
    next: 'Wait until the balance covers the amount, then pay again.',
  },
  invalid_account_number: { title: 'The account number does not exist', next: CORRECT_DETAILS },
  invalid_account_number_length: { title: 'The account number has the wrong length', next: CORRECT_DETAILS },
  invalid_card: { title: 'The card takes no payouts', next: NEW_ACCOUNT },
  invalid_currency: {
    title: 'The bank account does not take this currency',
    next: 'The account’s owner adds a bank account in this currency.',
  },
  lost_or_stolen_card: { title: 'The card was reported lost or stolen', next: NEW_ACCOUNT },
  no_account: { title: 'The bank has no such account', next: CORRECT_DETAILS },
  refer_to_card_issuer: { title: 'The card’s bank refused it', next: ASK_BANK },
  unsupported_card: { title: 'The card’s bank takes no such payouts', next: NEW_ACCOUNT },
};

const UNKNOWN_NEXT = 'Read Stripe’s message and ask the bank before trying again.';

/** A few words for a row, e.g. `The bank account is closed`. The code itself when nobody has put it in words yet. */
export function failureTitle(code: string): string {
  return FAILURES[code]?.title ?? code;
}

/** What to do about it. */
export function failureNext(code: string | null): string {
  return (code === null ? undefined : FAILURES[code]?.next) ?? UNKNOWN_NEXT;
}
