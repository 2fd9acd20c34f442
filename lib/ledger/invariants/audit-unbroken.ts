import { sql, type SQL } from 'drizzle-orm';
import type { Transaction } from '../../db/transaction.ts';
import {
  allOf,
  countRows,
  findOffences,
  verdict,
  type Invariant,
  type Scope,
  type Verdict,
} from './invariant.ts';

/** A limited check hashes the rows of this many hours; the nightly one and `npm run audit:verify` hash all of them. */
const RECENT_HOURS = 24;

/** Each row, and that the row before it in its chain is there. The place of a row is checked by its successor and its head. */
const rowsUnchanged = (since: SQL): SQL => sql`
  select record.audit_record_id::text as id,
         format('%s of %s: %s', record.action, record.subject, case
           when link.audit_record_id is null then 'no chain names this row; it was put there around the guards.'
           when link.digest <> audit_record_digest(record) then 'its content is not what was recorded.'
           when link.sequence > 1 and previous_record.audit_record_id is null then 'the row before it is gone.'
           else 'its link was not made from the row before it.' end) as text
  from audit_records as record
  left join audit_links as link using (audit_record_id)
  left join audit_links as previous
    on previous.connected_account_id = link.connected_account_id and previous.sequence = link.sequence - 1
  left join audit_records as previous_record on previous_record.audit_record_id = previous.audit_record_id
  where record.recorded_at >= ${since}
    and (link.audit_record_id is null or link.digest <> audit_record_digest(record)
         or (link.sequence > 1 and previous_record.audit_record_id is null)
         or link.hash <> audit_link_hash(previous.hash, link.connected_account_id, link.sequence, link.audit_record_id, link.digest))`;

/** The newest link of each chain is the one that its head names. */
const headsPresent = (scope: SQL): SQL => sql`
  select chain.connected_account_id as id, format('Row %s, the newest of its chain, is gone or another.', chain.sequence) as text
  from audit_chains as chain
  left join audit_links as link using (connected_account_id, sequence)
  left join audit_records as record using (audit_record_id)
  where ${scope} and (record.audit_record_id is null or link.hash <> chain.hash)`;

async function check(tx: Transaction, { now, from }: Scope): Promise<Verdict> {
  const since =
    from === null
      ? sql`'-infinity'::timestamptz`
      : sql`${new Date(now.getTime() - RECENT_HOURS * 3_600_000).toISOString()}::timestamptz`;
  // The chains of a million accounts are read by night; by day those that have moved since the last checkpoint.
  const heads = from === null ? sql`true` : sql`chain.is_ahead`;
  const rowsChecked = await countRows(
    tx,
    sql`select count(*) from audit_records where recorded_at >= ${since}`,
  );
  return allOf([
    verdict(rowsChecked, await findOffences(tx, rowsUnchanged(since))),
    verdict(0n, await findOffences(tx, headsPresent(heads))),
  ]);
}

export const auditUnbroken: Invariant = {
  name: 'audit_unbroken',
  promise: 'No row of the audit record was changed, moved, added around the guards or taken away.',
  timed: 'audit rows of the last 24 hours and the heads of chains that moved since the last checkpoint',
  limit:
    'Somebody with all rights over the database can write a chain anew; the head kept outside and npm run audit:verify show that.',
  check,
};
