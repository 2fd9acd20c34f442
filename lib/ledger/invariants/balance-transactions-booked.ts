import { sql } from 'drizzle-orm';
import type { Transaction } from '../../db/transaction.ts';
import { LEDGER_ACCOUNT } from '../chart-of-accounts.ts';
import { PAYOUT_TYPES } from '../journal/families.ts';
import {
  allOf,
  countRows,
  findOffences,
  verdict,
  type Invariant,
  type Scope,
  type Verdict,
} from './invariant.ts';
import { compareLines } from './lines-as-ruled.ts';
import { checkEachMonth, type Month } from './months.ts';

/** A booking follows its row within seconds; longer than this is a stop, not a delay. */
const BOOKED_WITHIN = '15 minutes';

/** What a run between two nights compares line by line. */
const LINES_WITHIN_MS = 2 * 86_400_000;

/** What the entries of one balance transaction say, corrections included: a reversal and its rebooking leave one net. */
function bookedOf({ from, to }: Month) {
  return sql`(
    select entry.source_id, entry.occurred_at,
           sum(case line.side when 'debit' then line.amount else -line.amount end) filter (where line.component = 'net') as net,
           sum(case line.side when 'credit' then line.amount else -line.amount end) filter (where line.component = 'gross') as gross,
           sum(case line.side when 'debit' then line.amount else -line.amount end)
             filter (where line.ledger_account_code = ${LEDGER_ACCOUNT.pending}) as pending
    from journal_entries as entry
    left join postings as line on line.journal_entry_id = entry.journal_entry_id and line.occurred_at = entry.occurred_at
      and line.occurred_at >= ${from} and line.occurred_at < ${to}
    where entry.source_type = 'balance_transaction' and entry.occurred_at >= ${from} and entry.occurred_at < ${to}
    group by entry.source_id, entry.occurred_at)`;
}

async function checkMonth(tx: Transaction, month: Month, { now }: Scope): Promise<Verdict> {
  const { from, to } = month;
  const rowsChecked = await countRows(
    tx,
    sql`select count(*) from balance_transactions where occurred_at >= ${from} and occurred_at < ${to}`,
  );
  const found = await findOffences(
    tx,
    sql`
    select id, text from (
      select coalesce(moved.balance_transaction_id, booked.source_id) as id,
             case
               when moved.balance_transaction_id is null
                 then 'The ledger has entries for it, but the balance transaction is missing.'
               when moved.posted_at is null and booked.source_id is not null
                 then 'It is booked, but marked as not booked.'
               when moved.posted_at is null and moved.first_seen_at < ${now.toISOString()}::timestamptz - ${BOOKED_WITHIN}::interval
                 then format('It was stored at %s and is still not booked.', moved.first_seen_at)
               when moved.posted_at is null then null
               when booked.source_id is null and (moved.amount <> 0 or moved.fee <> 0)
                 then 'It is marked as booked, but its journal entry is missing.'
               when coalesce(booked.net, 0) <> moved.net
                 then format('Its entries move %s %s, Stripe says %s.', coalesce(booked.net, 0), moved.currency, moved.net)
               when coalesce(booked.gross, 0) <> moved.amount
                 then format('Its entries book %s %s gross, Stripe says %s.', coalesce(booked.gross, 0), moved.currency, moved.amount)
               when coalesce(booked.pending, 0) <> case
                      when moved.balance_type = 'payments' and moved.available_at > moved.occurred_at
                           and moved.type <> all(${sql.param([...PAYOUT_TYPES])}::text[]) and moved.availability_posted_at is null
                      then moved.net else 0 end
                 then format('It leaves %s %s in 1110, which does not fit its marks: the move to available is missing or was booked too early.',
                             coalesce(booked.pending, 0), moved.currency)
             end as text
      from (select balance_transaction_id, occurred_at, currency, amount, fee, net, type, balance_type, available_at,
                   first_seen_at, posted_at, availability_posted_at
            from balance_transactions where occurred_at >= ${from} and occurred_at < ${to}) as moved
      full join ${bookedOf(month)} as booked
        on booked.source_id = moved.balance_transaction_id and booked.occurred_at = moved.occurred_at
    ) as compared
    where text is not null`,
  );
  return verdict(rowsChecked, found);
}

/** Entries that the register of what is booked does not have: nothing else would look at their lines. */
async function checkRegister(tx: Transaction, { from, to }: Month): Promise<Verdict> {
  const found = await findOffences(
    tx,
    sql`
    select journal_entry_id as id, format('%s of %s is not in the register of what is booked.', purpose, source_id) as text
    from journal_entries as entry
    where occurred_at >= ${from} and occurred_at < ${to} and not exists (
      select from booked_sources as booked
      where booked.source_id = entry.source_id and booked.purpose = entry.purpose and booked.journal_entry_id = entry.journal_entry_id)`,
  );
  return verdict(0n, found);
}

/** Line by line: all of a month at night, the last two days between, for each row costs a comparison outside of the database. */
async function checkLines(
  tx: Transaction,
  { from, to }: Month,
  { now, from: since }: Scope,
): Promise<Verdict> {
  const newest = since === null ? from : new Date(now.getTime() - LINES_WITHIN_MS).toISOString();
  if (newest >= to) return verdict(0n, { findingCount: 0, findings: [] });
  return verdict(0n, await compareLines(tx, { from: newest > from ? newest : from, to }));
}

/** One row has one finding: what its sums say is said before what its lines say. */
function onceEach(first: Verdict, second: Verdict): Verdict {
  const named = new Set(first.findings.map(({ id }) => id));
  const findings = second.findings.filter(({ id }) => !named.has(id));
  const findingCount = second.findingCount - (second.findings.length - findings.length);
  return allOf([
    first,
    { ...second, findings, findingCount, outcome: findingCount === 0 ? 'held' : 'broken' },
  ]);
}

async function checkSettlements(tx: Transaction): Promise<Verdict> {
  const found = await findOffences(
    tx,
    sql`
    select journal_entry_id as id, format('The ledger settled %s, but that payout is missing.', source_id) as text
    from journal_entries as entry
    where source_type = 'payout' and not exists (select from payouts where payout_id = entry.source_id)`,
  );
  return verdict(0n, found);
}

export const balanceTransactionsBooked: Invariant = {
  name: 'balance_transactions_booked',
  promise:
    'Every balance transaction is booked exactly once, with its own amounts, line by line as the rules say, and every entry has its source.',
  timed: 'balance transactions and their entries since {from}; line by line those of the last two days',
  limit: null,
  check: async (tx, scope) =>
    allOf([
      await checkEachMonth(tx, scope, async (month) =>
        onceEach(
          allOf([await checkMonth(tx, month, scope), await checkRegister(tx, month)]),
          await checkLines(tx, month, scope),
        ),
      ),
      await checkSettlements(tx),
    ]),
};
