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

/** The record of two years without its links, which the list shows and never looks for. One attempt in 200 was refused. */
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
}
