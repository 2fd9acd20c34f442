import { and, asc, gte, isNotNull, lt, sql } from 'drizzle-orm';
import { balanceTransactions } from '#drizzle/schema/ledger.ts';
import type { Transaction } from '../../db/transaction.ts';
import { draftAvailability, draftBooking } from '../draft-balance-transaction.ts';
import { executeSet } from '../execute-set.ts';
import type { BalanceTransactionRow, JournalEntryDraft } from '../types.ts';
import { FINDINGS_MAX, type Finding } from './invariant.ts';
import type { Month } from './months.ts';

/** Rows that are read and compared at a time. */
const BATCH = 2_000;

type Line = { source: string; code: number; component: string; amount: bigint };

/**
 * Compares, line by line, what is booked of each balance transaction with what the rules book of it today: the sums that the
 * other checks compare stay the same when a line names another ledger account, or when two lines that cancel out are added.
 * Corrections are part of it: what was reversed and booked again by today's rules nets to them. One batch in memory at a time.
 */
export async function compareLines(
  tx: Transaction,
  { from, to }: Month,
): Promise<{ findingCount: number; findings: Finding[] }> {
  const found: Finding[] = [];
  let findingCount = 0;
  let after: { at: Date; id: string } | null = null;
  for (;;) {
    const rows: (BalanceTransactionRow & { availabilityPostedAt: Date | null })[] = await tx
      .select()
      .from(balanceTransactions)
      .where(
        and(
          gte(balanceTransactions.occurredAt, new Date(from)),
          lt(balanceTransactions.occurredAt, new Date(to)),
          isNotNull(balanceTransactions.postedAt),
          after === null
            ? undefined
            : sql`(occurred_at, balance_transaction_id) > (${after.at.toISOString()}::timestamptz, ${after.id})`,
        ),
      )
      .orderBy(asc(balanceTransactions.occurredAt), asc(balanceTransactions.balanceTransactionId))
      .limit(BATCH);
    const lines = await bookedLines(tx, rows);
    for (const row of rows) {
      const finding = compare(row, lines.get(row.balanceTransactionId) ?? new Map());
      if (finding === null) continue;
      findingCount += 1;
      if (found.length < FINDINGS_MAX) found.push(finding);
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < BATCH) return { findingCount, findings: found };
    after = { at: last.occurredAt, id: last.balanceTransactionId };
  }
}

/** Debits less credits by ledger account and component, of each source. */
async function bookedLines(
  tx: Transaction,
  rows: readonly BalanceTransactionRow[],
): Promise<Map<string, Map<string, bigint>>> {
  const ids = sql.param(rows.map(({ balanceTransactionId }) => balanceTransactionId));
  const lines = await executeSet<Line>(
    tx,
    sql`
    select source_id as source, ledger_account_code as code, component,
           sum(case side when 'debit' then line.amount else -line.amount end)::bigint as amount
    from booked_sources as booked
    join postings as line on line.journal_entry_id = booked.journal_entry_id and line.occurred_at = booked.occurred_at
    where booked.source_id = any(${ids}::text[])
    group by source_id, ledger_account_code, component`,
  );
  const bySource = new Map<string, Map<string, bigint>>();
  for (const { source, code, component, amount } of lines) {
    const sums = bySource.get(source) ?? new Map<string, bigint>();
    sums.set(keyOf(code, component), amount);
    bySource.set(source, sums);
  }
  return bySource;
}

const keyOf = (code: number, component: string): string => `${String(code)} ${component}`;

function compare(
  row: BalanceTransactionRow & { availabilityPostedAt: Date | null },
  booked: ReadonlyMap<string, bigint>,
): Finding | null {
  const ruled = new Map<string, bigint>();
  try {
    add(ruled, draftBooking(row));
    if (row.availabilityPostedAt !== null) add(ruled, draftAvailability(row));
  } catch (error) {
    return {
      id: row.balanceTransactionId,
      text: `It is booked, and today’s rules refuse it: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
  for (const key of new Set([...ruled.keys(), ...booked.keys()].toSorted())) {
    const [is, shouldBe] = [booked.get(key) ?? 0n, ruled.get(key) ?? 0n];
    if (is === shouldBe) continue;
    const [code = '', component = ''] = key.split(/ (.*)/);
    return {
      id: row.balanceTransactionId,
      text: `Its entries book ${String(is)} ${row.currency} in ${code} as ${component}, today’s rules ${String(shouldBe)}.`,
    };
  }
  return null;
}

function add(sums: Map<string, bigint>, draft: JournalEntryDraft | null): void {
  for (const { ledgerAccountCode, component, side, amount } of draft?.postings ?? []) {
    const key = keyOf(ledgerAccountCode, component);
    sums.set(key, (sums.get(key) ?? 0n) + (side === 'debit' ? amount : -amount));
  }
}
