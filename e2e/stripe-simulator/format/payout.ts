import type Stripe from 'stripe';
import type { Core } from '../core.ts';
import { nowOf } from '../core.ts';
import type { SourceType } from '../entities.ts';

export type NewPayout = {
  amount: number;
  currency: string;
  arrivalDate: number;
  automatic: boolean;
  description: string | null;
  destination: string;
  destinationType: 'bank_account' | 'card';
  metadata: Record<string, string>;
  method: 'standard' | 'instant';
  originalPayout: string | null;
  sourceType: SourceType;
  statementDescriptor: string | null;
};

export function formatPayout(core: Core, input: NewPayout): Stripe.Payout {
  return {
    id: core.random.id('po'),
    object: 'payout',
    amount: input.amount,
    application_fee: null,
    application_fee_amount: null,
    arrival_date: input.arrivalDate,
    automatic: input.automatic,
    balance_transaction: null,
    created: nowOf(core),
    currency: input.currency,
    description: input.description,
    destination: input.destination,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    livemode: core.livemode,
    metadata: input.metadata,
    method: input.method,
    original_payout: input.originalPayout,
    payout_method: null,
    reconciliation_status: input.automatic && input.method === 'standard' ? 'in_progress' : 'not_applicable',
    reversed_by: null,
    source_type: input.sourceType,
    statement_descriptor: input.statementDescriptor,
    status: 'pending',
    trace_id: { status: 'pending', value: null },
    type: input.destinationType,
  };
}

export const FAILURE_MESSAGES: Record<string, string> = {
  account_closed: 'The bank account has been closed.',
  account_frozen: 'The bank account has been frozen.',
  bank_account_restricted: 'The bank account has restrictions on the type or number of payouts allowed.',
  bank_ownership_changed:
    'The destination bank account is no longer valid because its branch has changed ownership.',
  could_not_process: 'The bank could not process this payout.',
  debit_not_authorized: 'Debit transactions are not approved on the bank account.',
  declined: 'The bank has declined this transfer. Contact the bank before retrying.',
  incorrect_account_holder_name: 'The bank account holder name on file is incorrect.',
  insufficient_funds: 'Your Stripe account has insufficient funds to cover the payout.',
  invalid_account_number: 'The routing number seems correct, but the account number is invalid.',
  invalid_currency: 'The bank was unable to process this payout because of its currency.',
  no_account: 'The bank account could not be located.',
  unsupported_card: 'The bank no longer supports payouts to this card.',
};

/** Failure that a test bank number brings about, or null when the payout arrives. */
export function failureOfBankNumber(accountNumber: string | undefined): string | null {
  if (accountNumber === undefined) return null;
  return FAILURE_OF_NUMBER[accountNumber] ?? FAILURE_OF_IBAN_END[ibanEnd(accountNumber)] ?? null;
}

const FAILURE_OF_NUMBER: Record<string, string> = {
  '000111111116': 'no_account',
  '000111111113': 'account_closed',
  '000222222227': 'insufficient_funds',
  '000333333335': 'debit_not_authorized',
  '000444444440': 'invalid_currency',
  '11111116': 'no_account',
  '11111113': 'account_closed',
  '22222227': 'insufficient_funds',
  '33333335': 'debit_not_authorized',
  '44444440': 'invalid_currency',
};

const FAILURE_OF_IBAN_END: Record<string, string> = {
  '3001': 'no_account',
  '3002': 'account_closed',
  '3003': 'insufficient_funds',
  '3004': 'debit_not_authorized',
  '3005': 'invalid_currency',
};

function ibanEnd(accountNumber: string): string {
  return /^[A-Z]{2}\d{2}[0-9A-Z]{10,}$/.test(accountNumber) ? accountNumber.slice(-4) : '';
}

/** The US test number of a bank that takes no instant payouts. */
export const NO_INSTANT_NUMBER = '000888888883';
