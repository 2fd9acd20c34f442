import { PLATFORM } from '#drizzle/schema/columns.ts';
import { assertNever } from '../assert.ts';
import { fetchDisconnection } from '../connected-accounts/fetch-disconnection.ts';
import { fetchBalance } from '../connected-accounts/fetch-balance.ts';
import { fetchConnectedAccount } from '../connected-accounts/fetch-connected-account.ts';
import { fetchDispute } from '../connected-accounts/fetch-dispute.ts';
import type { Context } from '../context.ts';
import { fetchBalanceTransactions } from '../ledger/fetch-balance-transactions.ts';
import { refreshDueAvailability } from '../ledger/fetch-due-availability.ts';
import { fetchPayout } from '../payouts/fetch-payout.ts';
import { isPermissionLost } from '../stripe/errors.ts';
import type { Refresh } from './refresh.ts';

/**
 * Reads again from Stripe what an event said has changed, and mirrors it.
 * @throws StripeReadError when Stripe stays unavailable or the object does not exist: the event is tried again; `permission_lost`
 * when the account has disconnected us and was marked: its events are done with, not poison, and nothing of them was read
 */
export async function runRefresh(ctx: Context, refresh: Refresh): Promise<void> {
  const { connectedAccountId } = refresh;
  try {
    await read(ctx, refresh);
  } catch (error) {
    if (!isPermissionLost(error) || connectedAccountId === PLATFORM) throw error;
    await fetchDisconnection(ctx, connectedAccountId, error);
    throw error;
  }
}

async function read(ctx: Context, refresh: Refresh): Promise<void> {
  switch (refresh.kind) {
    case 'connected_account':
      await fetchConnectedAccount(ctx, refresh.connectedAccountId);
      return;
    case 'balance':
      await fetchBalance(ctx, refresh.connectedAccountId);
      return;
    case 'balance_transactions':
      await fetchBalanceTransactions(ctx, refresh.connectedAccountId);
      // New ones lie after the mark; those that only turned available lie before it.
      await refreshDueAvailability(ctx, { connectedAccountId: refresh.connectedAccountId });
      return;
    case 'payout':
      await fetchPayout(ctx, refresh.connectedAccountId, refresh.payoutId);
      return;
    case 'dispute':
      await fetchDispute(ctx, refresh.connectedAccountId, refresh.disputeId);
      return;
    default:
      assertNever(refresh);
  }
}
