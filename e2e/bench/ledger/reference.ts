import type postgres from 'postgres';

type Journal = { sourceId: string; sellerAccount: number; gross: number; fee: number };
type Sql = postgres.Sql<{ bigint: bigint }>;

/** The two accounts that every journal touches; they come before the sellers, so that locks have one order. */
const FEE_ACCOUNT = 1;
const CLEARING_ACCOUNT = 2;
const FIRST_SELLER_ACCOUNT = 10;

export const SELLERS = 200;
export const BATCH_SIZE = 1000;

/** What a hand-written ledger usually looks like: accounts with a balance, journals with a unique id, postings. */
export async function createReferenceTables(sql: Sql): Promise<void> {
  await sql.unsafe(`
    create schema reference;
    create table reference.accounts (id bigint primary key, balance bigint not null default 0);
    create table reference.journals (id bigint generated always as identity primary key, source_id text not null unique,
      created_at timestamptz not null default now());
    create table reference.postings (id bigint generated always as identity primary key,
      journal_id bigint not null, account_id bigint not null, amount bigint not null);
    create index on reference.postings (journal_id);
    create index on reference.postings (account_id, id);
    insert into reference.accounts (id) select generate_series(1, ${String(FIRST_SELLER_ACCOUNT + SELLERS)});`);
}

function journal(number: number): Journal {
  return {
    sourceId: `txn_reference${String(number)}`,
    sellerAccount: FIRST_SELLER_ACCOUNT + (number % SELLERS),
    gross: 1000,
    fee: 30,
  };
}

/** Takes numbers from a shared counter over `connections` loops until `count` are done. */
async function eachOverConnections(
  from: number,
  count: number,
  connections: number,
  work: (number: number) => Promise<unknown>,
): Promise<void> {
  let next = from;
  const loop = async (): Promise<void> => {
    while (next < from + count) await work(next++);
  };
  await Promise.all(Array.from({ length: connections }, loop));
}

/**
 * Peer: the conventional transaction of an application. It locks the balances it will change in order of account, books,
 * and commits; the two hot rows stay locked from the first statement to the commit.
 */
export function postLockingFirst(sql: Sql, from: number, count: number, connections: number): Promise<void> {
  return eachOverConnections(from, count, connections, (number) => {
    const { sourceId, sellerAccount, gross, fee } = journal(number);
    const accounts = [FEE_ACCOUNT, CLEARING_ACCOUNT, sellerAccount];
    return sql.begin(async (tx) => {
      await tx`select id, balance from reference.accounts where id in ${tx(accounts)} order by id for update`;
      const [row] = await tx<
        { id: bigint }[]
      >`insert into reference.journals (source_id) values (${sourceId}) returning id`;
      if (row === undefined) throw new Error('An insert returned nothing.');
      await tx`insert into reference.postings (journal_id, account_id, amount) values
        (${row.id}, ${sellerAccount}, ${gross - fee}), (${row.id}, ${FEE_ACCOUNT}, ${fee}), (${row.id}, ${CLEARING_ACCOUNT}, ${-gross})`;
      await tx`update reference.accounts as account set balance = balance + change
        from (values (${sellerAccount}::bigint, ${gross - fee}::bigint), (${FEE_ACCOUNT}::bigint, ${fee}::bigint),
                     (${CLEARING_ACCOUNT}::bigint, ${-gross}::bigint)) as changes (id, change)
        where account.id = changes.id`;
    });
  });
}

/** A peer at its best: the whole journal in one statement and one round trip, so that the hot rows are locked briefly. */
export function postInOneStatement(
  sql: Sql,
  from: number,
  count: number,
  connections: number,
): Promise<void> {
  return eachOverConnections(from, count, connections, (number) => {
    const { sourceId, sellerAccount, gross, fee } = journal(number);
    return sql`
      with changes (id, change) as (
        values (${sellerAccount}::bigint, ${gross - fee}::bigint), (${FEE_ACCOUNT}::bigint, ${fee}::bigint),
               (${CLEARING_ACCOUNT}::bigint, ${-gross}::bigint)
      ), journaled as (
        insert into reference.journals (source_id) values (${sourceId}) returning id
      ), posted as (
        insert into reference.postings (journal_id, account_id, amount) select journaled.id, changes.id, change from journaled, changes
      ), locked as (
        select account.id, change from reference.accounts as account join changes using (id) order by account.id for update of account
      )
      update reference.accounts as account set balance = balance + change from locked where account.id = locked.id`;
  });
}

/** Limit: one statement per 1,000 journals on one connection, balances coalesced, and not one guard. */
export async function postInBatches(sql: Sql, from: number, count: number): Promise<void> {
  for (let start = from; start < from + count; start += BATCH_SIZE) {
    const size = Math.min(BATCH_SIZE, from + count - start);
    const entries = Array.from({ length: size }, (_, index) => journal(start + index));
    await sql`
      with input as (
        select * from unnest(${entries.map((entry) => entry.sourceId)}::text[],
          ${entries.map((entry) => String(entry.sellerAccount))}::bigint[],
          ${entries.map((entry) => String(entry.gross))}::bigint[],
          ${entries.map((entry) => String(entry.fee))}::bigint[]) as entry (source_id, seller, gross, fee)
      ), journaled as (
        insert into reference.journals (source_id) select source_id from input returning id, source_id
      ), lines as (
        select id, seller as account_id, gross - fee as amount from journaled join input using (source_id)
        union all select id, ${FEE_ACCOUNT}, fee from journaled join input using (source_id)
        union all select id, ${CLEARING_ACCOUNT}, -gross from journaled join input using (source_id)
      ), posted as (
        insert into reference.postings (journal_id, account_id, amount) select id, account_id, amount from lines
      )
      update reference.accounts as account set balance = balance + change
      from (select account_id, sum(amount) as change from lines group by account_id) as changes
      where account.id = changes.account_id`;
  }
}
