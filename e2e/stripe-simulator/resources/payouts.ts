import type Stripe from 'stripe';
import { invalid, missing, refused } from '../api-error.ts';
import { addBankingDays } from '../clock.ts';
import type { Core } from '../core.ts';
import { isPlatform, nowOf } from '../core.ts';
import { payoutMultipleOf } from '../currency.ts';
import type { AccountRecord, SourceType } from '../entities.ts';
import { emit } from '../events.ts';
import { formatPayout } from '../format/payout.ts';
import { book, bucketOf, bucketsOf } from '../ledger.ts';
import { startTimer } from '../timers.ts';
import { accountOf } from './accounts.ts';
import { defaultExternalAccount, externalAccountOf } from './external-accounts.ts';

export type NewPayout = {
  account: string;
  /** Minor units. */
  amount: number;
  currency: string;
  method?: 'standard' | 'instant';
  /** External account id; the currency's default when absent. */
  destination?: string;
  sourceType?: SourceType;
  description?: string | null;
  statementDescriptor?: string | null;
  metadata?: Record<string, string>;
};

const INSTANT_PER_DAY = 10;

/** A manual payout. Throws as Stripe refuses: multiples, pause, destination, instant eligibility, balance. */
export function createPayout(core: Core, input: NewPayout): Stripe.Payout {
  const record = accountOf(core, input.account);
  const method = input.method ?? 'standard';
  checkAmount(input.amount, input.currency);
  if ((input.statementDescriptor ?? '').length > 22) {
    throw invalid('Statement descriptors are limited to 22 characters.', 'statement_descriptor');
  }
  checkAllowed(core, record);
  const destination = destinationOf(record, input);
  const sourceType = sourceTypeOfPayout(core, input);
  if (method === 'instant') checkInstant(core, record, destination);
  const { available } = bucketOf(core, record.id, input.currency, sourceType);
  if (available < input.amount) {
    if (method === 'standard') throw insufficient();
    advance(core, record.id, input.currency, input.amount - Math.max(0, available));
  }
  return makePayout(core, record, {
    ...input,
    method,
    sourceType,
    destination,
    automatic: false,
    originalPayout: null,
  });
}

function checkAmount(amount: number, currency: string): void {
  if (amount < 1)
    throw invalid('This value must be greater than or equal to 1.', 'amount', 'parameter_invalid_integer');
  const multiple = payoutMultipleOf(currency);
  if (amount % multiple !== 0) {
    throw invalid(
      `Payouts in ${currency} must be in amounts that are multiples of ${String(multiple)}.`,
      'amount',
      'parameter_invalid_integer',
    );
  }
}

function checkAllowed(core: Core, record: AccountRecord): void {
  if (record.account.payouts_enabled || isPlatform(core, record.id)) return;
  const why = record.payoutsPaused
    ? 'Payouts are paused for this account.'
    : 'Payouts are not enabled for this account.';
  throw refused('payouts_not_allowed', `Cannot create payouts: ${why}`);
}

function destinationOf(record: AccountRecord, input: NewPayout): Stripe.ExternalAccount {
  const { currency } = input;
  const destination =
    input.destination === undefined
      ? defaultExternalAccount(record, currency)
      : externalAccountOf(record, input.destination);
  if (destination === undefined) {
    throw refused(
      'invalid_request',
      `Sorry, you don't have any external accounts in that currency (${currency}).`,
      'currency',
    );
  }
  if (destination.currency !== currency) {
    throw refused(
      'invalid_request',
      `The destination's currency is ${String(destination.currency)}, not ${currency}.`,
      'destination',
    );
  }
  if (destination.object === 'bank_account' && destination.status === 'errored') {
    throw refused(
      'bank_account_unusable',
      'The bank account provided cannot be used for payouts. A different bank account must be used.',
      'destination',
    );
  }
  return destination;
}

function sourceTypeOfPayout(core: Core, input: NewPayout): SourceType {
  if (input.sourceType !== undefined) return input.sourceType;
  const filled = bucketsOf(core, input.account, input.currency).filter(([, bucket]) => bucket.available > 0);
  if (filled.length > 1) {
    throw invalid(
      'You have more than one source type in your balance. Please specify `source_type`.',
      'source_type',
      'parameter_missing',
    );
  }
  return filled[0]?.[0] ?? 'card';
}

function checkInstant(core: Core, record: AccountRecord, destination: Stripe.ExternalAccount): void {
  if (destination.available_payout_methods?.includes('instant') !== true) {
    throw refused(
      'instant_payouts_unsupported',
      'The external account does not support instant payouts.',
      'method',
    );
  }
  const today = core.store.payouts
    .rows(record.id)
    .filter((payout) => payout.method === 'instant' && payout.created > nowOf(core) - 86_400);
  if (today.length >= INSTANT_PER_DAY) {
    throw refused(
      'instant_payouts_limit_exceeded',
      'You have reached the daily limit of instant payouts.',
      'method',
    );
  }
}

// Stripe lends what is still pending: two transactions that sum to zero, the second due when card money has settled.
function advance(core: Core, owner: string, currency: string, amount: number): void {
  const bucket = bucketOf(core, owner, currency, 'card');
  if (bucket.pending < amount) throw insufficient();
  const settled = nowOf(core) + 6 * 86_400;
  book(core, {
    owner,
    type: 'advance',
    amount,
    currency,
    source: null,
    description: 'Instant payout advance',
  });
  book(core, {
    owner,
    type: 'advance_funding',
    amount: -amount,
    currency,
    source: null,
    availableOn: settled,
    description: 'Instant payout advance funding',
  });
}

function insufficient() {
  return refused(
    'balance_insufficient',
    'You have insufficient funds in your Stripe account for this transfer. Your card balance is too low.',
  );
}

export type MadePayout = Omit<NewPayout, 'destination'> & {
  method: 'standard' | 'instant';
  sourceType: SourceType;
  destination: Stripe.ExternalAccount;
  automatic: boolean;
  originalPayout: string | null;
};

/** Makes the payout object, its balance transaction, its event and the timers that carry it to the bank. */
export function makePayout(core: Core, record: AccountRecord, input: MadePayout): Stripe.Payout {
  const now = nowOf(core);
  const payout = formatPayout(core, {
    amount: input.amount,
    currency: input.currency,
    arrivalDate: input.method === 'instant' ? now : addBankingDays(now, 2),
    automatic: input.automatic,
    description: input.description ?? (input.automatic ? 'STRIPE PAYOUT' : null),
    destination: input.destination.id,
    destinationType: input.destination.object,
    metadata: input.metadata ?? {},
    method: input.method,
    originalPayout: input.originalPayout,
    sourceType: input.sourceType,
    statementDescriptor: input.statementDescriptor ?? null,
  });
  const transaction = book(core, {
    owner: record.id,
    type: 'payout',
    amount: -input.amount,
    currency: input.currency,
    source: payout.id,
    sourceType: input.sourceType,
    description: payout.description,
  });
  payout.balance_transaction = transaction.id;
  core.store.payouts.insert(record.id, payout);
  emit(core, record.id, 'payout.created', payout);
  startJourney(core, record.id, payout);
  return payout;
}

/** Sets the timers of a payout that is on its way (again). */
export function startJourney(core: Core, owner: string, payout: Stripe.Payout): void {
  const now = nowOf(core);
  const { id } = payout;
  const instant = payout.method === 'instant';
  startTimer(core, { at: now + (instant ? 60 : 6 * 3600), kind: 'payout_in_transit', owner, id });
  const arrival = instant ? now + 1800 : Math.max(payout.arrival_date, now + 7 * 3600);
  startTimer(core, { at: arrival, kind: 'payout_arrival', owner, id });
}

export function payoutOf(core: Core, owner: string, id: string): Stripe.Payout {
  const payout = core.store.payouts.get(owner, id);
  if (payout === undefined) throw missing('payout', id);
  return payout;
}

/** A payout wherever it lives, for what Stripe or a bank does to it. */
export function findPayout(core: Core, id: string): { owner: string; row: Stripe.Payout } {
  const found = core.store.payouts.find(id);
  if (found === undefined) throw missing('payout', id);
  return found;
}
