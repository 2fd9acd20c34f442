import type { Sql } from '#lib/db/client.ts';
import { bulkLoad, chances, type Note } from './bulk-load.ts';
import { DAYS, SELLERS, TODAY } from './seed.ts';

const ACTIONS = [
  'payout.sync',
  'connected_account.sync',
  'stripe_event.replay',
  'note.add',
  'view.save',
  'export.request',
  'session.begin',
  'session.end',
];

/** The record of two years, each row in its account's chain, under checkpoints. One attempt in 200 was refused. */
export async function seedAudit(sql: Sql, rows: number, note: Note): Promise<void> {
  const insert = (from: number, to: number) => sql`
    insert into audit_records (recorded_at, connected_account_id, actor_kind, actor_id, action, subject, outcome, before, after, request_id)
    select ${TODAY}::timestamptz - ((${rows} - n)::float8 / ${rows} * ${DAYS}) * interval '1 day', 'acct_' || (floor(power(h[1], 3) * ${SELLERS})::int + 1),
           case when h[2] < 0.6 then 'job' else 'operator' end,
           case when h[2] < 0.6 then 'back-fill' else 'opr_' || floor(h[2] * 100)::int end,
           (${sql.array(ACTIONS)}::text[])[floor(power(h[3], 2) * ${ACTIONS.length})::int + 1],
           'po_1' || substr(md5((n / 3)::text), 1, 23), case when h[4] < 0.005 then 'refused' else 'done' end,
           '{"state":"a"}', '{"state":"b"}', 'req_' || n
    from generate_series(${from}::int, ${to}::int) as n, ${chances(sql, 4)}`;
  await bulkLoad(sql, 'audit_records', rows, insert, note);
  await linkChains(sql, note);
}

/** Chains in one statement what the trigger would at each commit: some minutes for ten million rows instead of hours. */
async function linkChains(sql: Sql, note: Note): Promise<void> {
  await sql`create aggregate pg_temp.chain_hash (text, bigint, bigint, bytea) (sfunc = audit_link_hash, stype = bytea)`;
  await sql`drop index audit_links_one_per_record`;
  await sql`set work_mem = '1GB'`;
  await sql`
    insert into audit_links (connected_account_id, sequence, audit_record_id, digest, hash)
    select connected_account_id, sequence, audit_record_id, digest,
           pg_temp.chain_hash(connected_account_id, sequence, audit_record_id, digest)
             over (partition by connected_account_id order by sequence rows unbounded preceding)
    from (select connected_account_id, audit_record_id, audit_record_digest(record) as digest,
                 row_number() over (partition by connected_account_id order by audit_record_id) as sequence
          from audit_records as record) as placed`;
  await sql`reset work_mem`;
  await note('audit_records linked');
  await sql`create unique index audit_links_one_per_record on audit_links (audit_record_id)`;
  await sql`
    insert into audit_chains (connected_account_id, sequence, hash, is_ahead)
    select distinct on (connected_account_id) connected_account_id, sequence, hash, true
    from audit_links order by connected_account_id, sequence desc`;
  for (const table of ['audit_links', 'audit_chains']) await sql`vacuum analyze ${sql(table)}`;
  for (let taken = 1; taken > 0;) {
    const [row] = await sql<{ taken: number }[]>`select take_audit_checkpoint() as taken`;
    taken = row?.taken ?? 0;
  }
  await note('audit_records under checkpoints');
}
