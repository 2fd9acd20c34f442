import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { databaseClient, type Sql } from '../db/client.ts';
import type { AuditSource, ChainLine, CheckpointLine } from './audit-source.ts';
import type { AuditRecordText } from './canonical.ts';

/** One round trip for this many rows; with their `before` and `after` some megabytes. */
const BATCH_ROWS = 5_000;
/** Two reads of an index, a few milliseconds. */
const BATCH_IDS = 20_000n;
/** A checkpoint has up to 1,000 heads. */
const BATCH_CHECKPOINTS = 20;

/** The record of the connected database, read in short statements, so that nothing waits for it. */
export function storedAudit(ctx: Context): AuditSource {
  authorize(ctx, 'audit.read');
  return { isComplete: true, checkpoints, lines, linesOf, emptyChains, unlinked };
}

/** One by one along their key, which the offset keeps: joined freely, each batch would read the table from end to end. */
const RECORD_OF_LINK = (sql: Sql) => sql`
  select connected_account_id as owner, recorded_at::text as "recordedAt", actor_kind as "actorKind",
         actor_id as "actorId", action, subject, outcome, before::text as before, after::text as after,
         request_id as "requestId"
  from audit_records where audit_record_id = link.audit_record_id offset 0`;

const LINE_OF_LINK = (sql: Sql) => sql`
  select link.connected_account_id as "connectedAccountId", link.sequence, link.audit_record_id as "auditRecordId",
         encode(link.digest, 'hex') as digest, encode(link.hash, 'hex') as hash,
         chain.sequence as "headSequence", encode(chain.hash, 'hex') as "headHash", record.*`;

const WITH_RECORD = (sql: Sql) => sql`
  left join audit_chains as chain on chain.connected_account_id = link.connected_account_id
  left join lateral (${RECORD_OF_LINK(sql)}) as record on true`;

type LinkRow = Omit<AuditRecordText, 'connectedAccountId'> & {
  connectedAccountId: string;
  sequence: bigint;
  auditRecordId: bigint;
  digest: string;
  hash: string;
  owner: string | null;
  headSequence: bigint | null;
  headHash: string | null;
};

type ChainPlace = { readonly connectedAccountId: string; readonly sequence: bigint };

async function* lines(
  after: ChainPlace = { connectedAccountId: '', sequence: 0n },
): AsyncGenerator<ChainLine> {
  for (let reading: Promise<LinkRow[]> | null = readLinks(after); reading !== null;) {
    const rows: LinkRow[] = await reading;
    const last = rows.length < BATCH_ROWS ? undefined : rows.at(-1);
    // The database reads the next batch while this one is verified.
    reading = last === undefined ? null : readLinks(last);
    // Whoever leaves early never asks for it; a failure reaches whoever does.
    reading?.catch(() => undefined);
    for (const row of rows) yield toLine(row);
  }
}

async function readLinks(after: ChainPlace): Promise<LinkRow[]> {
  const sql = databaseClient();
  return sql<LinkRow[]>`
    ${LINE_OF_LINK(sql)}
    from (select * from audit_links
          where (connected_account_id, sequence) > (${after.connectedAccountId}, ${after.sequence})
          order by connected_account_id, sequence limit ${BATCH_ROWS}) as link
    ${WITH_RECORD(sql)}
    order by link.connected_account_id, link.sequence`;
}

/** Through the index by action: of ten million records some thousands are acts that somebody proved. */
async function* linesOf(actions: readonly string[]): AsyncGenerator<ChainLine> {
  for (let after = { recordedAt: '-infinity', auditRecordId: 0n }; ;) {
    const rows = await readActs(actions, after);
    for (const row of rows) yield toLine(row);
    const last = rows.at(-1);
    if (last === undefined || rows.length < BATCH_ROWS) return;
    after = last;
  }
}

async function readActs(
  actions: readonly string[],
  after: { recordedAt: string; auditRecordId: bigint },
): Promise<LinkRow[]> {
  const sql = databaseClient();
  return sql<LinkRow[]>`
    ${LINE_OF_LINK(sql)}
    from (select found.* from unnest(${[...actions]}::text[]) as named (action) cross join lateral (
            select recorded_at, audit_record_id from audit_records
            where audit_records.action = named.action
              and (recorded_at, audit_record_id) > (${after.recordedAt}::timestamptz, ${after.auditRecordId}::bigint)
            order by recorded_at, audit_record_id limit ${BATCH_ROWS}) as found
          order by found.recorded_at, found.audit_record_id limit ${BATCH_ROWS}) as act
    join audit_links as link using (audit_record_id)
    ${WITH_RECORD(sql)}
    order by act.recorded_at, act.audit_record_id`;
}

function toLine(row: LinkRow): ChainLine {
  const {
    connectedAccountId,
    sequence,
    auditRecordId,
    digest,
    hash,
    owner,
    headSequence,
    headHash,
    ...record
  } = row;
  return {
    connectedAccountId,
    sequence,
    auditRecordId,
    digest,
    hash,
    previousHash: null,
    record:
      owner === null
        ? null
        : { ...record, recordedAt: hashedInstant(record.recordedAt), connectedAccountId: owner },
    // A chain whose own row is gone has lost everything that its row would say.
    head: { sequence: headSequence ?? 0n, hash: headHash ?? '' },
  };
}

/** `2026-11-21 09:36:00.1234+00` as `audit_instant` writes it, which costs the database a third of a row's time. */
function hashedInstant(text: string): string {
  const [, day, time, fraction = ''] = /^([\d-]+) ([\d:]+)(?:\.(\d+))?\+00$/.exec(text) ?? [];
  // Any other text, such as infinity, was put there around the guards and is not what was hashed.
  return day === undefined || time === undefined ? text : `${day}T${time}.${fraction.padEnd(6, '0')}Z`;
}

type CheckpointRow = Omit<CheckpointLine, 'heads'> & {
  connectedAccountId: string | null;
  sequence: bigint;
  headHash: string;
};

async function* checkpoints(): AsyncGenerator<CheckpointLine> {
  const sql = databaseClient();
  for (let after = 0n; ;) {
    const rows = await sql<CheckpointRow[]>`
      select checkpoint, audit_instant(taken_at) as "takenAt", head_count as "headCount",
             encode(heads_digest, 'hex') as "headsDigest", encode(taken.hash, 'hex') as hash,
             head.connected_account_id as "connectedAccountId", head.sequence, encode(head.hash, 'hex') as "headHash"
      from (select * from audit_checkpoints where checkpoint > ${after} order by checkpoint limit ${BATCH_CHECKPOINTS}) as taken
      left join audit_checkpoint_heads as head using (checkpoint)
      order by checkpoint, head.connected_account_id collate "C"`;
    const found = Map.groupBy(rows, ({ checkpoint }) => checkpoint);
    for (const group of found.values()) {
      const [first] = group;
      if (first === undefined) continue;
      const { checkpoint, takenAt, headCount, headsDigest, hash } = first;
      const heads = group.flatMap((row) =>
        row.connectedAccountId === null
          ? []
          : [{ connectedAccountId: row.connectedAccountId, sequence: row.sequence, hash: row.headHash }],
      );
      yield { checkpoint, takenAt, headCount, headsDigest, hash, heads };
      after = checkpoint;
    }
    if (found.size < BATCH_CHECKPOINTS) return;
  }
}

async function* emptyChains(): AsyncGenerator<string> {
  const rows = await databaseClient()<{ id: string }[]>`
    select connected_account_id as id from audit_chains as chain
    where not exists (select from audit_links as link where link.connected_account_id = chain.connected_account_id)
    order by 1 limit 1`;
  for (const { id } of rows) yield id;
}

async function* unlinked(): AsyncGenerator<bigint> {
  const sql = databaseClient();
  const [ids] = await sql<{ first: bigint | null; last: bigint | null }[]>`
    select min(audit_record_id) as first, max(audit_record_id) as last from audit_records`;
  if (ids?.first == null || ids.last === null) return;
  for (let from = ids.first; from <= ids.last; from += BATCH_IDS) {
    // Linked at commit: whatever can be seen here has its link, or was put there around the trigger. Both sides say the
    // range, so that each reads its own part of its index.
    const rows = await sql<{ id: bigint }[]>`
      select audit_record_id as id from audit_records
      where audit_record_id >= ${from} and audit_record_id < ${from + BATCH_IDS} and audit_record_id not in (
        select audit_record_id from audit_links
        where audit_record_id >= ${from} and audit_record_id < ${from + BATCH_IDS})
      order by audit_record_id`;
    for (const { id } of rows) yield id;
  }
}
