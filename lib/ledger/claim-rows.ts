import { and, eq, getTableColumns, isNull, notExists, sql, type SQL } from 'drizzle-orm';
import { alarms } from '#drizzle/schema/floor.ts';
import { balanceTransactions } from '#drizzle/schema/ledger.ts';
import type { Transaction } from '../db/transaction.ts';
import { executeSet } from './execute-set.ts';
import type { AlarmDraft, AlarmKind, BalanceTransactionRow } from './types.ts';
import type { RefusedRow } from './book-rows.ts';

/** Alarm of a balance transaction that cannot be booked; while it is open the row waits. */
export const NOT_POSTED: AlarmKind = 'balance_transaction_not_posted';

/** Rows that one statement takes at once: enough to amortise the round trip, few enough to keep locks short. */
export const BATCH_SIZE = 1000;

const { firstSeenAt, postedAt, availabilityPostedAt, ...FACTS } = getTableColumns(balanceTransactions);

/**
 * Locks the next rows that are due. Rows locked by another worker are skipped, and so are rows with an open alarm of
 * `alarmKind`: they were refused, and closing the alarm is what asks for another try.
 */
export async function claimRows(
  tx: Transaction,
  claim: { due: SQL; order: SQL; alarmKind: AlarmKind },
): Promise<BalanceTransactionRow[]> {
  const refusedBefore = tx
    .select({ one: sql`1` })
    .from(alarms)
    .where(
      and(
        eq(alarms.kind, claim.alarmKind),
        eq(alarms.subject, balanceTransactions.balanceTransactionId),
        isNull(alarms.closedAt),
      ),
    );
  return tx
    .select(FACTS)
    .from(balanceTransactions)
    .where(and(claim.due, notExists(refusedBefore)))
    .orderBy(claim.order)
    .limit(BATCH_SIZE)
    .for('update', { skipLocked: true });
}

/** Changes the marks of rows in the booking's own transaction. `set` is the assignment list. */
export async function markRows(
  tx: Transaction,
  rows: readonly BalanceTransactionRow[],
  set: SQL,
): Promise<void> {
  if (rows.length === 0) return;
  const times = rows.map((row) => row.occurredAt.toISOString()).sort();
  // The bounds of time keep every other month's partition out of the plan.
  await executeSet(
    tx,
    sql`
    update balance_transactions set ${set}
    where balance_transaction_id = any(${sql.param(rows.map((row) => row.balanceTransactionId))}::text[])
      and occurred_at between ${times[0]}::timestamptz and ${times.at(-1)}::timestamptz`,
  );
}

export function refusalAlarms(kind: AlarmKind, refused: readonly RefusedRow[]): AlarmDraft[] {
  return refused.map(({ row, reason }) => ({
    kind,
    subject: row.balanceTransactionId,
    text: `${row.balanceTransactionId} of ${row.connectedAccountId} cannot be booked: ${reason}. Close this alarm to try again.`,
  }));
}
