import type Stripe from 'stripe';
import { invalid, refused } from '../api-error.ts';
import { addBankingDays } from '../clock.ts';
import type { Core } from '../core.ts';
import { nowOf } from '../core.ts';
import { change, emit } from '../events.ts';
import { FAILURE_MESSAGES, failureOfBankNumber } from '../format/payout.ts';
import { book } from '../ledger.ts';
import { idOf } from '../store.ts';
import { startTimer } from '../timers.ts';
import { accountOf, connectedAccountOf, refreshAbilities } from './accounts.ts';
import { externalAccountOf, markErrored } from './external-accounts.ts';
import { findPayout, makePayout, payoutOf, startJourney } from './payouts.ts';

const PAUSE_LIMIT_SECONDS = 10 * 86_400;

/** Stripe hands the payout to the bank. */
export function putInTransit(core: Core, id: string): Stripe.Payout {
  const { owner, row: payout } = findPayout(core, id);
  expectStatus(payout, 'pending');
  emit(core, owner, 'payout.updated', payout, change(payout, { status: 'in_transit' }));
  return payout;
}

/** The bank is expected to have it. Not final: `failPayout` may still follow. */
export function markPaid(core: Core, id: string): Stripe.Payout {
  const { owner, row: payout } = findPayout(core, id);
  expectStatus(payout, 'pending', 'in_transit');
  emit(core, owner, 'payout.paid', payout, change(payout, { status: 'paid' }));
  startTimer(core, { at: nowOf(core) + 86_400, kind: 'payout_trace_id', owner, id });
  if (payout.reconciliation_status === 'in_progress') {
    startTimer(core, { at: nowOf(core) + 3600, kind: 'payout_reconciled', owner, id });
  }
  return payout;
}

/** The bank sends the money back, also days after `paid`; the bank account is unusable until it is updated. */
export function failPayout(core: Core, id: string, code = 'could_not_process'): Stripe.Payout {
  const { owner, row: payout } = findPayout(core, id);
  expectStatus(payout, 'pending', 'in_transit', 'paid');
  const transaction = giveBack(core, owner, payout, 'payout_failure');
  const previous = change(payout, {
    status: 'failed',
    failure_code: code,
    failure_message: FAILURE_MESSAGES[code] ?? 'The payout failed.',
    failure_balance_transaction: transaction.id,
  });
  emit(core, owner, 'payout.failed', payout, previous);
  markErrored(core, accountOfOwner(core, owner), idOf(payout.destination) ?? '');
  return payout;
}

/** By the platform or the holder: only while pending, and never an automatic one. */
export function cancelPayout(core: Core, owner: string, id: string): Stripe.Payout {
  const payout = payoutOf(core, owner, id);
  if (payout.automatic) {
    throw refused('status_transition_invalid', 'Automatic payouts cannot be canceled.');
  }
  if (payout.status !== 'pending') {
    throw refused(
      'status_transition_invalid',
      `Payouts can only be canceled while pending; this one is ${payout.status}.`,
    );
  }
  return takeBack(core, owner, payout);
}

function takeBack(core: Core, owner: string, payout: Stripe.Payout): Stripe.Payout {
  const transaction = giveBack(core, owner, payout, 'payout_cancel');
  const previous = change(payout, { status: 'canceled', failure_balance_transaction: transaction.id });
  emit(core, owner, 'payout.canceled', payout, previous);
  return payout;
}

function giveBack(
  core: Core,
  owner: string,
  payout: Stripe.Payout,
  type: 'payout_cancel' | 'payout_failure',
) {
  return book(core, {
    owner,
    type,
    amount: payout.amount,
    currency: payout.currency,
    source: payout.id,
    sourceType: payout.source_type === 'bank_account' ? 'bank_account' : 'card',
    description: type === 'payout_cancel' ? 'Payout canceled' : 'Payout failure',
  });
}

/** Pulls a paid payout back from a US or Canadian bank: a new payout of the opposite amount. */
export function reversePayout(
  core: Core,
  owner: string,
  id: string,
  metadata: Record<string, string>,
): Stripe.Payout {
  const payout = payoutOf(core, owner, id);
  const record = connectedAccountOf(core, owner);
  if (payout.status !== 'paid' || payout.reversed_by !== null || payout.original_payout !== null) {
    throw refused(
      'status_transition_invalid',
      'Only paid payouts that are not reversed yet can be reversed.',
    );
  }
  const destination = externalAccountOf(record, idOf(payout.destination) ?? '');
  if (!['US', 'CA'].includes(String(destination.country))) {
    throw refused('invalid_request', 'Payouts can only be reversed from US and Canadian bank accounts.');
  }
  const reversal = makePayout(core, record, {
    account: owner,
    amount: -payout.amount,
    currency: payout.currency,
    method: 'standard',
    sourceType: payout.source_type === 'bank_account' ? 'bank_account' : 'card',
    destination,
    automatic: false,
    originalPayout: payout.id,
    metadata,
  });
  emit(core, owner, 'payout.updated', payout, change(payout, { reversed_by: reversal.id }));
  return reversal;
}

/** Stripe knows what an automatic payout contains. */
export function completeReconciliation(core: Core, id: string): Stripe.Payout {
  const { owner, row: payout } = findPayout(core, id);
  if (payout.reconciliation_status !== 'in_progress') return payout;
  const previous = change(payout, { reconciliation_status: 'completed' });
  emit(core, owner, 'payout.reconciliation_completed', payout, previous);
  return payout;
}

/** The bank has given a reference by which it can find the payout. */
export function setTraceId(core: Core, id: string, value?: string): Stripe.Payout {
  const { owner, row: payout } = findPayout(core, id);
  if (payout.status !== 'paid' || payout.trace_id?.status === 'supported') return payout;
  const trace = { status: 'supported', value: value ?? core.random.letters(15).toUpperCase() };
  emit(core, owner, 'payout.updated', payout, change(payout, { trace_id: trace }));
  return payout;
}

/** Dashboard pause: nothing new is created and what is under way stops, at most ten days. */
export function pausePayouts(core: Core, accountId: string): Stripe.Account {
  const record = connectedAccountOf(core, accountId);
  if (record.madeByV2 || record.account.controller?.losses?.payments !== 'application') {
    throw invalid('Payouts can be paused on v1 accounts whose losses the platform bears, and on no other.');
  }
  if (record.payoutsPaused) return record.account;
  record.payoutsPaused = true;
  refreshAbilities(core, record);
  for (const payout of core.store.payouts.rows(accountId)) {
    if (payout.status !== 'pending' && payout.status !== 'in_transit') continue;
    record.stoppedPayouts.push(payout.id);
    const previous = change(payout, { status: 'pending' });
    if (Object.keys(previous).length > 0) emit(core, accountId, 'payout.updated', payout, previous);
    const at = Math.max(nowOf(core), payout.created + PAUSE_LIMIT_SECONDS);
    startTimer(core, { at, kind: 'payout_pause_expired', owner: accountId, id: payout.id });
  }
  return record.account;
}

export function unpausePayouts(core: Core, accountId: string): Stripe.Account {
  const record = connectedAccountOf(core, accountId);
  record.payoutsPaused = false;
  const stopped = record.stoppedPayouts.splice(0);
  refreshAbilities(core, record);
  for (const id of stopped) {
    const payout = payoutOf(core, accountId, id);
    if (payout.status !== 'pending') continue;
    const previous = change(payout, { arrival_date: addBankingDays(nowOf(core), 2) });
    if (Object.keys(previous).length > 0) emit(core, accountId, 'payout.updated', payout, previous);
    startJourney(core, accountId, payout);
  }
  return record.account;
}

/** Ten days have passed: a payout that is still stopped goes back to the balance, automatic or not. */
export function expirePause(core: Core, owner: string, id: string): void {
  const record = accountOfOwner(core, owner);
  if (!record.stoppedPayouts.includes(id)) return;
  record.stoppedPayouts = record.stoppedPayouts.filter((stopped) => stopped !== id);
  const payout = payoutOf(core, owner, id);
  if (payout.status === 'pending') takeBack(core, owner, payout);
}

/** By timer: moves the payout along unless a pause stopped it or somebody was faster. */
export function advanceByTimer(core: Core, owner: string, id: string, step: 'in_transit' | 'arrival'): void {
  const record = accountOfOwner(core, owner);
  const payout = payoutOf(core, owner, id);
  if (record.stoppedPayouts.includes(id)) return;
  if (step === 'in_transit') {
    if (payout.status === 'pending') putInTransit(core, id);
    return;
  }
  if (payout.status !== 'pending' && payout.status !== 'in_transit') return;
  const failure = failureOfBankNumber(record.bankNumbers[idOf(payout.destination) ?? '']);
  if (failure === null) markPaid(core, id);
  else failPayout(core, id, failure);
}

function accountOfOwner(core: Core, owner: string) {
  const record = core.store.accounts.find(owner)?.row;
  return record ?? accountOf(core, owner);
}

function expectStatus(payout: Stripe.Payout, ...statuses: string[]): void {
  if (statuses.includes(payout.status)) return;
  throw invalid(
    `Payout ${payout.id} is ${payout.status}; this needs ${statuses.join(' or ')}.`,
    'id',
    'status_transition_invalid',
  );
}
