import type Stripe from 'stripe';
import { invalid, missing, refused } from '../api-error.ts';
import { addBankingDays } from '../clock.ts';
import type { Core } from '../core.ts';
import { nowOf } from '../core.ts';
import { change, emit } from '../events.ts';
import { book } from '../ledger.ts';
import { startTimer } from '../timers.ts';

export type NewTopup = {
  amount: number;
  currency: string;
  description?: string | null;
  statementDescriptor?: string | null;
  transferGroup?: string | null;
  metadata?: Record<string, string>;
};

/** Asks the platform's bank for money; it is there when the top-up succeeds. */
export function createTopup(core: Core, input: NewTopup): Stripe.Topup {
  if (input.amount < 1) throw invalid('This value must be greater than or equal to 1.', 'amount');
  if ((input.statementDescriptor ?? '').length > 15) {
    throw invalid('Statement descriptors are limited to 15 characters.', 'statement_descriptor');
  }
  const { platformId } = core.store;
  const at = addBankingDays(nowOf(core), 3);
  const topup: Stripe.Topup = {
    id: core.random.id('tu'),
    object: 'topup',
    amount: input.amount,
    balance_transaction: null,
    created: nowOf(core),
    currency: input.currency,
    description: input.description ?? null,
    expected_availability_date: at,
    failure_code: null,
    failure_message: null,
    initiated_by: 'user',
    livemode: core.livemode,
    metadata: input.metadata ?? {},
    source: null,
    statement_descriptor: input.statementDescriptor ?? null,
    status: 'pending',
    transfer_group: input.transferGroup ?? null,
  };
  core.store.topups.insert(platformId, topup);
  emit(core, platformId, 'topup.created', topup);
  startTimer(core, { at, kind: 'topup_succeeded', owner: platformId, id: topup.id });
  return topup;
}

export function topupOf(core: Core, id: string): Stripe.Topup {
  const topup = core.store.topups.get(core.store.platformId, id);
  if (topup === undefined) throw missing('topup', id);
  return topup;
}

export function succeedTopup(core: Core, id: string): Stripe.Topup {
  const topup = topupOf(core, id);
  if (topup.status !== 'pending') return topup;
  const transaction = book(core, {
    owner: core.store.platformId,
    type: 'topup',
    amount: topup.amount,
    currency: topup.currency,
    source: topup.id,
    description: topup.description,
  });
  const previous = change(topup, { status: 'succeeded', balance_transaction: transaction.id });
  emit(core, core.store.platformId, 'topup.succeeded', topup, previous);
  return topup;
}

export function endTopup(
  core: Core,
  id: string,
  status: 'canceled' | 'failed',
  code: string | null = null,
): Stripe.Topup {
  const topup = topupOf(core, id);
  if (topup.status !== 'pending') {
    throw refused(
      'status_transition_invalid',
      `Only pending top-ups can end so; this one is ${topup.status}.`,
    );
  }
  const previous = change(topup, { status, failure_code: code });
  emit(core, core.store.platformId, `topup.${status}`, topup, previous);
  return topup;
}
