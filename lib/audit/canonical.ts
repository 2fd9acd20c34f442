import { hash } from 'node:crypto';

/**
 * The texts that are hashed, field by field as `length in bytes:text,` and `-,` for null; hashes as lower-case hex,
 * times as UTC microseconds, `before` and `after` as Postgres writes its jsonb. Migration 0010 makes the same texts in SQL.
 */
export type AuditRecordText = {
  readonly recordedAt: string;
  readonly connectedAccountId: string;
  readonly actorKind: string;
  readonly actorId: string;
  readonly action: string;
  readonly subject: string;
  readonly outcome: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly requestId: string;
};

/** A record's place in a chain. */
export type AuditPlace = {
  readonly connectedAccountId: string;
  readonly sequence: bigint;
  readonly auditRecordId: bigint;
  readonly digest: string;
};

/** What a checkpoint says of one chain. */
export type AuditHead = {
  readonly connectedAccountId: string;
  readonly sequence: bigint;
  readonly hash: string;
};

export function recordDigest(record: AuditRecordText): string {
  return hashOf([
    'sluice-audit-record-1',
    record.recordedAt,
    record.connectedAccountId,
    record.actorKind,
    record.actorId,
    record.action,
    record.subject,
    record.outcome,
    record.before,
    record.after,
    record.requestId,
  ]);
}

/** @param previous hash of the link before; null for the first of a chain */
export function linkHash(previous: string | null, place: AuditPlace): string {
  return hashOf([
    'sluice-audit-link-1',
    previous,
    place.connectedAccountId,
    place.sequence.toString(),
    place.auditRecordId.toString(),
    place.digest,
  ]);
}

/** @param heads in the byte order of their connected accounts */
export function headsDigest(heads: readonly AuditHead[]): string {
  let text = '';
  for (const { connectedAccountId, sequence, hash: headHash } of heads)
    text += field(connectedAccountId) + field(sequence.toString()) + field(headHash);
  return hash('sha256', text);
}

export function checkpointHash(
  previous: string | null,
  checkpoint: { checkpoint: bigint; takenAt: string; headCount: number; headsDigest: string },
): string {
  return hashOf([
    'sluice-audit-checkpoint-1',
    previous,
    checkpoint.checkpoint.toString(),
    checkpoint.takenAt,
    String(checkpoint.headCount),
    checkpoint.headsDigest,
  ]);
}

function hashOf(fields: readonly (string | null)[]): string {
  let text = '';
  for (const one of fields) text += field(one);
  // In one call: a stream of small pieces takes three times as long.
  return hash('sha256', text);
}

function field(text: string | null): string {
  return text === null ? '-,' : `${String(Buffer.byteLength(text))}:${text},`;
}
