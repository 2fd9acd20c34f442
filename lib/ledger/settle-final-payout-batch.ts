import { sql, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import type { Transaction } from '../db/transaction.ts';
import { DomainError } from '../errors.ts';
import { defineVerb } from '../verb.ts';
import { latestDatePassedBy, utcDate } from './business-days.ts';
import { insertAround } from './book-rows.ts';
import { BATCH_SIZE } from './claim-rows.ts';
import { BUSINESS_DAYS_UNTIL_FINAL, draftSettlement, type FinalPayout } from './draft-settlement.ts';
import { journalEntryIdFor } from './draft-balance-transaction.ts';
import { executeSet } from './execute-set.ts';
import { raiseAlarms } from './raise-alarms.ts';
import { draftReversal, loadJournalEntry } from './reversal.ts';
import type { AlarmDraft, AlarmKind, JournalEntryDraft } from './types.ts';

/** Alarm of a payout whose settlement, or its undoing, was refused; while it is open the payout waits. */
const NOT_SETTLED: AlarmKind = 'payout_not_settled';

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
      and not exists (select from booked_sources as settled
                      where settled.source_id = payout.payout_id and settled.purpose = 'settled')
      and ${hasNoAlarm(sql`payout.payout_id`)}
    order by payout.arrives_on, payout.payout_id
    limit ${BATCH_SIZE}
    for update of payout skip locked`,
  );
}

/** One that was refused must not stop the others; closing its alarm asks for another try. */
function hasNoAlarm(payoutId: SQL): SQL {
  return sql`not exists (select from alarms where alarms.kind = ${NOT_SETTLED} and alarms.subject = ${payoutId}
                         and alarms.closed_at is null)`;
}

function alarmOf(payoutId: string, reason: string): AlarmDraft {
  return {
    kind: NOT_SETTLED,
    subject: payoutId,
    text: `That ${payoutId} is final cannot be booked: ${reason}. Close this alarm to try again.`,
  };
}

/** Books entries of payouts, each on its own account. @returns the payouts whose entry stands in the books now */
async function bookEach(
  tx: Transaction,
  drafted: readonly { row: string; draft: JournalEntryDraft }[],
): Promise<string[]> {
  const refused = await insertAround(tx, drafted);
  await raiseAlarms(
    tx,
    refused.map(({ row, reason }) => alarmOf(row, reason)),
  );
  const without = new Set(refused.map(({ row }) => row));
  return drafted.map(({ row }) => row).filter((payoutId) => !without.has(payoutId));
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
    where status <> 'paid' and settlement_posted_at is not null and ${hasNoAlarm(sql`payout_id`)}
    order by payout_id limit ${BATCH_SIZE} for update skip locked`,
  );
  const reversals = [];
  for (const { payout_id: payoutId } of failed) {
    try {
      const settled = await loadJournalEntry(tx, journalEntryIdFor(payoutId, '_settled'));
      const description = 'The bank sent the payout back after it was thought final';
      reversals.push({ row: payoutId, draft: draftReversal(settled, { effectiveAt, description }) });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      await raiseAlarms(tx, [alarmOf(payoutId, error.message)]);
    }
  }
  const undone = await bookEach(tx, reversals);
  await markPayouts(tx, undone, false);
  return undone.length;
}

/**
 * Clears payouts that can no longer come back, and undoes that for those that did. One whose entry is refused gets an
 * alarm and waits behind it. One batch, safe beside other workers.
 */
export const settleFinalPayoutBatch = defineVerb({
  permission: 'ledger.post',
  input: z.object({}),
  run: async (tx, ctx) => {
    const arrivedBy = latestDatePassedBy(utcDate(ctx.now), BUSINESS_DAYS_UNTIL_FINAL);
    const payouts = await claimFinalPayouts(tx, arrivedBy);
    const settled = await bookEach(
      tx,
      payouts.map((row) => ({ row: row.payout_id, draft: draftSettlement(finalPayout(row)) })),
    );
    await markPayouts(tx, settled, true);
    const undone = await undoSettlements(tx, ctx.now);
    const result = { settled: settled.length, undone };
    const hasChanged = settled.length + undone > 0;
    return {
      result,
      audit: hasChanged ? { action: 'journal_entries.post', subject: 'settlements', after: result } : null,
    };
  },
});
