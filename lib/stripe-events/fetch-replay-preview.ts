import { eq } from 'drizzle-orm';
import { connectedAccounts, stripeBalances } from '#drizzle/schema/connected-accounts.ts';
import { disputes } from '#drizzle/schema/disputes.ts';
import { payouts } from '#drizzle/schema/payouts.ts';
import { assertNever } from '../assert.ts';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database, databaseClient } from '../db/client.ts';
import { DomainError } from '../errors.ts';
import type { BalanceTransactionRow } from '../ledger/types.ts';
import { listBalanceTransactions } from '../stripe/list-balance-transactions.ts';
import { readPriority } from '../stripe/read-priority.ts';
import { retrieveBalance } from '../stripe/retrieve-balance.ts';
import { retrieveConnectedAccount } from '../stripe/retrieve-connected-account.ts';
import { retrieveDispute } from '../stripe/retrieve-dispute.ts';
import { retrievePayout } from '../stripe/retrieve-payout.ts';
import { refreshKey, type Refresh } from './refresh.ts';
import {
  differences,
  hashPreview,
  type LedgerGain,
  type MirrorDifference,
  type ReplayPreview,
} from './replay-preview.ts';
import { findStoredStripeEvent, refreshesOf } from './stored-stripe-event.ts';

/** Money that an event speaks of is created with it; a little room on both sides for what Stripe writes beside it. */
const AROUND_MS = 10 * 60_000;

type Found = { rows: BalanceTransactionRow[]; differences: MirrorDifference[] };

/** `missingRows` is what `replayAsPreviewed` stores; screens show `ledgerGains`. */
export type ReplayFacts = { preview: ReplayPreview; missingRows: BalanceTransactionRow[] };

async function readRefresh(ctx: Context, refresh: Refresh, occurredAt: Date): Promise<Found> {
  const { connectedAccountId } = refresh;
  const options = { priority: readPriority(ctx) };
  switch (refresh.kind) {
    case 'balance_transactions': {
      const rows: BalanceTransactionRow[] = [];
      const createdFrom = new Date(occurredAt.getTime() - AROUND_MS);
      const createdTo = new Date(occurredAt.getTime() + AROUND_MS);
      for await (const page of listBalanceTransactions(connectedAccountId, {
        ...options,
        createdFrom,
        createdTo,
      }))
        rows.push(...page);
      return { rows, differences: [] };
    }
    case 'payout': {
      const atStripe = await retrievePayout(connectedAccountId, refresh.payoutId, options);
      const [stored] = await database().select().from(payouts).where(eq(payouts.payoutId, refresh.payoutId));
      const ids = [atStripe.balanceTransactionId, atStripe.failureBalanceTransactionId].filter(
        (id) => id !== null,
      );
      const rows: BalanceTransactionRow[] = [];
      for await (const page of listBalanceTransactions(connectedAccountId, { ...options, ids }))
        rows.push(...page);
      return { rows, differences: differences(refresh.payoutId, stored, atStripe) };
    }
    case 'connected_account': {
      const atStripe = await retrieveConnectedAccount(connectedAccountId, options);
      const [stored] = await database()
        .select()
        .from(connectedAccounts)
        .where(eq(connectedAccounts.connectedAccountId, connectedAccountId));
      // Requirements and capabilities are whole documents: that they differ is a fact, their text is for their own page.
      return { rows: [], differences: differences(connectedAccountId, stored, atStripe) };
    }
    case 'balance': {
      const atStripe = await retrieveBalance(connectedAccountId, options);
      const stored = await database()
        .select()
        .from(stripeBalances)
        .where(eq(stripeBalances.connectedAccountId, connectedAccountId));
      return {
        rows: [],
        differences: atStripe.flatMap((balance) =>
          differences(
            `balance of ${connectedAccountId} in ${balance.currency}`,
            stored.find(({ currency }) => currency === balance.currency),
            balance,
          ),
        ),
      };
    }
    case 'dispute': {
      const atStripe = await retrieveDispute(connectedAccountId, refresh.disputeId, options);
      const [stored] = await database()
        .select()
        .from(disputes)
        .where(eq(disputes.disputeId, refresh.disputeId));
      return { rows: [], differences: differences(refresh.disputeId, stored, atStripe) };
    }
    default:
      return assertNever(refresh);
  }
}

type Booked = { id: string; is_booked: boolean; status: string };

/** Compares Stripe's rows with ours: which are not stored, not booked, or not yet available here. */
async function gainsOf(
  rows: readonly BalanceTransactionRow[],
): Promise<(LedgerGain & { row: BalanceTransactionRow })[]> {
  const booked = await databaseClient()<Booked[]>`
    select balance_transaction_id as id, posted_at is not null as is_booked, status from balance_transactions
    where balance_transaction_id = any(${rows.map((row) => row.balanceTransactionId)}::text[])`;
  const ours = new Map(booked.map((found) => [found.id, found]));
  const unique = new Map(rows.map((row) => [row.balanceTransactionId, row]));
  return [...unique.values()].flatMap((row) => {
    const found = ours.get(row.balanceTransactionId);
    const gain =
      found === undefined
        ? 'missing'
        : !found.is_booked
          ? 'unbooked'
          : found.status === 'pending' && row.status === 'available'
            ? 'available'
            : null;
    if (gain === null) return [];
    const { balanceTransactionId, connectedAccountId, type, currency, net, occurredAt } = row;
    return [{ balanceTransactionId, connectedAccountId, type, currency, net, occurredAt, gain, row }];
  });
}

/** Reads from Stripe what replaying this event would change, and changes nothing. @throws DomainError `not_found` */
export async function fetchReplayFacts(ctx: Context, stripeEventId: string): Promise<ReplayFacts> {
  authorize(ctx, 'events.replay');
  const event = await findStoredStripeEvent(stripeEventId);
  const rows: BalanceTransactionRow[] = [];
  const mirrorDifferences: MirrorDifference[] = [];
  const unreadable: ReplayPreview['unreadable'] = [];
  let refreshes: Refresh[] = [];
  try {
    refreshes = refreshesOf(event);
  } catch (error) {
    // A poison event: its handler cannot name anything. The person is told why instead of seeing a fault.
    unreadable.push({ refresh: event.type, reason: error instanceof Error ? error.message : String(error) });
  }
  for (const refresh of refreshes) {
    try {
      const found = await readRefresh(ctx, refresh, event.occurredAt);
      rows.push(...found.rows);
      mirrorDifferences.push(...found.differences);
    } catch (error) {
      // A read that Stripe refuses is part of the answer: the person sees what cannot be known.
      if (!(error instanceof DomainError)) throw error;
      unreadable.push({ refresh: refreshKey(refresh), reason: error.message });
    }
  }
  const gains = await gainsOf(rows);
  const { body: _body, objectId: _objectId, ...shown } = event;
  const facts = {
    ...shown,
    refreshes: refreshes.map(refreshKey),
    ledgerGains: gains.map(({ row: _row, ...gain }) => gain),
    mirrorDifferences,
    unreadable,
  };
  return {
    preview: { ...facts, hash: hashPreview(facts) },
    missingRows: gains.filter(({ gain }) => gain !== 'unbooked').map(({ row }) => row),
  };
}

/** What replaying this event would change, for a person to look at first. @throws DomainError `not_found`, `forbidden` */
export async function previewReplay(ctx: Context, stripeEventId: string): Promise<ReplayPreview> {
  return (await fetchReplayFacts(ctx, stripeEventId)).preview;
}
