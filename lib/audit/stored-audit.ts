import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { databaseClient } from '../db/client.ts';
import type { AuditSource, ChainLine, CheckpointLine } from './audit-source.ts';
import type { AuditRecordText } from './canonical.ts';

/** One round trip for this many rows; with their `before` and `after` some megabytes. */
const BATCH_ROWS = 5_000;
/** A checkpoint has up to 1,000 heads. */
const BATCH_CHECKPOINTS = 20;

/** The record of the connected database, read in short statements, so that nothing waits for it. */
export function storedAudit(ctx: Context): AuditSource {
  authorize(ctx, 'audit.read');
  return { isComplete: true, checkpoints, lines, emptyChains, unlinked };
}

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

async function* lines(after = { connectedAccountId: '', sequence: 0n }): AsyncGenerator<ChainLine> {
  const sql = databaseClient();
  for (let at = after; ;) {
    const rows = await sql<LinkRow[]>`
      select link.connected_account_id as "connectedAccountId", link.sequence, link.audit_record_id as "auditRecordId",
             encode(link.digest, 'hex') as digest, encode(link.hash, 'hex') as hash,
             chain.sequence as "headSequence", encode(chain.hash, 'hex') as "headHash",
             record.connected_account_id as owner, audit_instant(record.recorded_at) as "recordedAt",
             record.actor_kind as "actorKind", record.actor_id as "actorId", record.action, record.subject, record.outcome,
             record.before::text as before, record.after::text as after, record.request_id as "requestId"
      from (select * from audit_links where (connected_account_id, sequence) > (${at.connectedAccountId}, ${at.sequence})
            order by connected_account_id, sequence limit ${BATCH_ROWS}) as link
      left join audit_records as record using (audit_record_id)
      left join audit_chains as chain on chain.connected_account_id = link.connected_account_id
      order by link.connected_account_id, link.sequence`;
    for (const row of rows) yield toLine(row);
    const last = rows.at(-1);
    if (last === undefined || rows.length < BATCH_ROWS) return;
    at = last;
  }
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
    record: owner === null ? null : { ...record, connectedAccountId: owner },
    // A chain whose own row is gone has lost everything that its row would say.
    head: { sequence: headSequence ?? 0n, hash: headHash ?? '' },
  };
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
  for (let after = 0n; ;) {
    // Linked at commit: whatever can be seen here has its link, or was put there around the trigger.
    const rows = await sql<{ id: bigint; isLinked: boolean }[]>`
      select id, exists (select from audit_links as link where link.audit_record_id = id) as "isLinked"
      from (select audit_record_id as id from audit_records where audit_record_id > ${after}
            order by audit_record_id limit ${BATCH_ROWS}) as record
      order by id`;
    for (const { id, isLinked } of rows) if (!isLinked) yield id;
    const last = rows.at(-1);
    if (last === undefined || rows.length < BATCH_ROWS) return;
    after = last.id;
  }
}
