import type postgres from 'postgres';

type Journal = { sourceId: string; sellerAccount: number; gross: number; fee: number };
type Sql = postgres.Sql<{ bigint: bigint }>;

/** The two accounts that every journal of the peer touches. */
const FEE_ACCOUNT = 1;
const CLEARING_ACCOUNT = 2;
const FIRST_SELLER_ACCOUNT = 10;

/** What a hand-written ledger usually looks like: accounts with a balance, journals with a unique id, postings. */
export async function createReferenceTables(sql: Sql, sellers: number): Promise<void> {
  await sql.unsafe(`
    create schema reference;
    create table reference.accounts (id bigint primary key, balance bigint not null default 0);
    create table reference.journals (id bigint generated always as identity primary key, source_id text not null unique,
      created_at timestamptz not null default now());
    create table reference.postings (id bigint generated always as identity primary key,
      journal_id bigint not null, account_id bigint not null, amount bigint not null);
    create index on reference.postings (journal_id);
    create index on reference.postings (account_id, id);
    insert into reference.accounts (id) select generate_series(1, ${String(FIRST_SELLER_ACCOUNT + sellers)});`);
}

function journal(number: number, sellers: number): Journal {
  return {
    sourceId: `txn_reference${String(number)}`,
    sellerAccount: FIRST_SELLER_ACCOUNT + (number % sellers),
    gross: 1000,
    fee: 30,
  };
}

/** Peer: one transaction per journal over `connections` connections; each updates two hot balance rows and a cold one. */
export async function postOneByOne(
  sql: Sql,
  from: number,
  count: number,
  sellers: number,
  connections: number,
): Promise<void> {
  let next = from;
  const worker = async (): Promise<void> => {
    while (next < from + count) {
      const entry = journal(next++, sellers);
      await sql.begin(async (tx) => {
        const [row] = await tx<{ id: bigint }[]>`
          insert into reference.journals (source_id) values (${entry.sourceId}) returning id`;
        if (row === undefined) throw new Error('an insert returned nothing');
        await tx`insert into reference.postings (journal_id, account_id, amount) values
          (${row.id}, ${entry.sellerAccount}, ${entry.gross - entry.fee}), (${row.id}, ${FEE_ACCOUNT}, ${entry.fee}),
          (${row.id}, ${CLEARING_ACCOUNT}, ${-entry.gross})`;
        await tx`update reference.accounts as account set balance = balance + change
          from (values (${entry.sellerAccount}::bigint, ${entry.gross - entry.fee}::bigint),
                       (${FEE_ACCOUNT}::bigint, ${entry.fee}::bigint), (${CLEARING_ACCOUNT}::bigint, ${-entry.gross}::bigint)) as changes (id, change)
          where account.id = changes.id`;
      });
    }
  };
  await Promise.all(Array.from({ length: connections }, worker));
}

/** Limit: batches of 1,000 in one statement on one connection, balances coalesced, and not one guard. */
export async function postInBatches(sql: Sql, from: number, count: number, sellers: number): Promise<void> {
  const batch = 1000;
  for (let start = from; start < from + count; start += batch) {
    const entries = Array.from({ length: Math.min(batch, from + count - start) }, (_, index) =>
      journal(start + index, sellers),
    );
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
