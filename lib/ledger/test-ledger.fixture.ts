import postgres from 'postgres';
import { createTestDatabase } from '#scripts/test-database.ts';
import { jobContext, type Context } from '../context.ts';
import { closeDatabase } from '../db/client.ts';

/** Everything that the ledger stores about rows, without the times of our own clock, in one comparable string. */
const DUMP = `
  select string_agg(line, E'\\n' order by line) as dump from (
    select to_jsonb(entry)::text as line from (
      select journal_entry_id, occurred_at, effective_at, connected_account_id, currency, source_type, source_id, purpose,
             kind, description, reverses_journal_entry_id, posting_count from journal_entries) as entry
    union all
    select to_jsonb(posting)::text from postings as posting
    union all
    select to_jsonb(balance)::text from ledger_balances as balance
    union all
    select to_jsonb(moved)::text from (
      select balance_transaction_id, amount, net, status, posted_at is not null as is_posted,
             availability_posted_at is not null as is_availability_posted from balance_transactions) as moved
  ) as lines`;

export type TestLedger = {
  /** Connected as the owner, around every grant and policy. */
  sql: postgres.Sql;
  /** Where web and worker log in. */
  url: string;
  ctx: Context;
  dump(): Promise<string>;
  /** Removes every row, as no role of the application can. */
  empty(): Promise<void>;
  /** Runs statements with triggers and foreign keys off: what a careless or hostile owner of the database could do. */
  tamper(statement: string): Promise<void>;
  close(): Promise<void>;
};

/** A migrated database of this test file's own, also behind `database()`. */
export async function openTestLedger(): Promise<TestLedger> {
  const { url, ownerUrl, drop } = await createTestDatabase();
  process.env['DATABASE_URL'] = url;
  process.env['DATABASE_MIGRATION_URL'] = ownerUrl;
  const sql = postgres(ownerUrl, { max: 2, onnotice: () => undefined });
  const tamper = async (statement: string): Promise<void> => {
    await sql.begin(async (tx) => {
      await tx`set local session_replication_role = replica`;
      await tx.unsafe(statement);
    });
  };
  return {
    sql,
    url,
    ctx: jobContext('post-balance-transactions'),
    dump: async () => {
      const [row] = await sql.unsafe<{ dump: string | null }[]>(DUMP);
      return row?.dump ?? '';
    },
    empty: () =>
      tamper(
        'delete from postings; delete from journal_entries; delete from booked_sources; delete from balance_transactions; delete from ledger_balances; delete from alarms; delete from payouts; delete from stripe_balances; delete from audit_records; delete from audit_links; delete from audit_chains; delete from audit_checkpoints; delete from audit_checkpoint_heads; delete from stripe_events; delete from received_event_ids; delete from completeness_counters',
      ),
    tamper,
    close: async () => {
      await closeDatabase();
      await sql.end({ timeout: 5 });
      await drop();
    },
  };
}
