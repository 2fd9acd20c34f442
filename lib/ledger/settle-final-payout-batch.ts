import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Transaction } from '../db/transaction.ts';
import { defineVerb } from '../verb.ts';
import { latestDatePassedBy, utcDate } from './business-days.ts';
import { BATCH_SIZE } from './claim-rows.ts';
import { BUSINESS_DAYS_UNTIL_FINAL, draftSettlement, type FinalPayout } from './draft-settlement.ts';
import { journalEntryIdFor } from './draft-balance-transaction.ts';
import { executeSet } from './execute-set.ts';
import { insertJournalEntries } from './insert-journal-entries.ts';
import { draftReversal, loadJournalEntry } from './reversal.ts';

type FinalRow = {
  payout_id: string;
  occurred_at: string;
  arrives_on: string;
  connected_account_id: string;
  currency: string;
  amount: bigint;
};

function finalPayout(row: FinalRow): FinalPayout {
  return {
    payoutId: row.payout_id,
    occurredAt: new Date(row.occurred_at),
    arrivesOn: row.arrives_on,
    connectedAccountId: row.connected_account_id,
    currency: row.currency,
    amount: row.amount,
  };
}

/** Locks paid payouts whose time to come back is over. The amount is what their balance transaction took, in its currency. */
function claimFinalPayouts(tx: Transaction, arrivedBy: string): Promise<readonly FinalRow[]> {
  return executeSet<FinalRow>(
    tx,
    sql`
    select payout.payout_id, payout.occurred_at, payout.arrives_on::text as arrives_on, payout.connected_account_id,
           moved.currency, moved.amount
    from payouts as payout
    join balance_transactions as moved
      on moved.balance_transaction_id = payout.balance_transaction_id and moved.posted_at is not null
    where payout.status = 'paid' and payout.settlement_posted_at is null and payout.arrives_on <= ${arrivedBy}::date
      and payout.connected_account_id = moved.connected_account_id and moved.amount <> 0
      -- a lost mark must not stop the others: the booking itself says that it was done
      and not exists (select from journal_entries as settled
                      where settled.source_id = payout.payout_id and settled.source_type = 'payout'
                        and settled.purpose = 'settled' and settled.occurred_at = payout.occurred_at)
    order by payout.arrives_on, payout.payout_id
    limit ${BATCH_SIZE}
    for update of payout skip locked`,
  );
}

async function markPayouts(tx: Transaction, payoutIds: string[], isSettled: boolean): Promise<void> {
  await executeSet(
    tx,
    sql`update payouts set settlement_posted_at = ${isSettled ? sql`now()` : sql`null`}
        where payout_id = any(${sql.param(payoutIds)}::text[])`,
  );
}

/** A payout that failed after it was final: its settlement is undone, its failure is booked from the balance transaction. */
async function undoSettlements(tx: Transaction, effectiveAt: Date): Promise<number> {
  const failed = await executeSet<{ payout_id: string }>(
    tx,
    sql`
    select payout_id from payouts
    where status <> 'paid' and settlement_posted_at is not null
    order by payout_id limit ${BATCH_SIZE} for update skip locked`,
  );
  if (failed.length === 0) return 0;
  const reversals = [];
  for (const { payout_id: payoutId } of failed) {
    const settled = await loadJournalEntry(tx, journalEntryIdFor(payoutId, '_settled'));
    const description = 'The bank sent the payout back after it was thought final';
    reversals.push(draftReversal(settled, { effectiveAt, description }));
  }
  await insertJournalEntries(tx, reversals);
  await markPayouts(
    tx,
    failed.map((row) => row.payout_id),
    false,
  );
  return failed.length;
}

/** Clears payouts that can no longer come back, and undoes that for those that did. One batch, safe beside other workers. */
export const settleFinalPayoutBatch = defineVerb({
  permission: 'ledger.post',
  input: z.object({}),
  run: async (tx, ctx) => {
    const arrivedBy = latestDatePassedBy(utcDate(ctx.now), BUSINESS_DAYS_UNTIL_FINAL);
    const payouts = await claimFinalPayouts(tx, arrivedBy);
    await insertJournalEntries(
      tx,
      payouts.map((row) => draftSettlement(finalPayout(row))),
    );
    await markPayouts(
      tx,
      payouts.map((row) => row.payout_id),
      true,
    );
    const undone = await undoSettlements(tx, ctx.now);
    const result = { settled: payouts.length, undone };
    const hasChanged = payouts.length + undone > 0;
    return {
      result,
      audit: hasChanged ? { action: 'journal_entries.post', subject: 'settlements', after: result } : null,
    };
  },
});
