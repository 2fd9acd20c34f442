import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { connectedAccountId, instant, PLATFORM } from './columns.ts';

const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' });

/** One row per change or refused attempt. No foreign keys: history outlives its subject. `recorded_at` is set by the database. */
export const auditRecords = pgTable(
  'audit_records',
  {
    auditRecordId: bigint('audit_record_id', { mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
    recordedAt: instant('recorded_at').notNull().defaultNow(),
    connectedAccountId: connectedAccountId().default(PLATFORM),
    actorKind: text('actor_kind').notNull(),
    actorId: text('actor_id').notNull(),
    action: text('action').notNull(),
    subject: text('subject').notNull(),
    outcome: text('outcome', { enum: ['done', 'refused'] }).notNull(),
    before: jsonb('before').$type<Record<string, unknown>>(),
    after: jsonb('after').$type<Record<string, unknown>>(),
    requestId: text('request_id').notNull(),
  },
  (t) => [
    index('audit_records_by_time').on(t.recordedAt, t.auditRecordId),
    index('audit_records_by_subject_and_time').on(t.subject, t.recordedAt, t.auditRecordId),
    index('audit_records_by_actor').on(t.actorId, t.recordedAt, t.auditRecordId),
    index('audit_records_by_action').on(t.action, t.recordedAt, t.auditRecordId),
    index('audit_records_by_account').on(t.connectedAccountId, t.recordedAt, t.auditRecordId),
    index('audit_records_by_actor_kind').on(t.actorKind, t.recordedAt, t.auditRecordId),
    index('audit_records_refused')
      .on(t.recordedAt, t.auditRecordId)
      .where(sql`outcome = 'refused'`),
  ],
);

/** Each audit row's place in the chain of its connected account, written by a trigger at commit: without a gap. */
export const auditLinks = pgTable(
  'audit_links',
  {
    connectedAccountId: connectedAccountId(),
    sequence: bigint('sequence', { mode: 'bigint' }).notNull(),
    auditRecordId: bigint('audit_record_id', { mode: 'bigint' }).notNull(),
    /** SHA-256 of the row's content. */
    digest: bytea('digest').notNull(),
    /** SHA-256 of the link before, of this place and of `digest`. */
    hash: bytea('hash').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.connectedAccountId, t.sequence] }),
    uniqueIndex('audit_links_one_per_record').on(t.auditRecordId),
  ],
);

/** The newest link of each chain; its row lock orders commits of one connected account and of no other. */
export const auditChains = pgTable(
  'audit_chains',
  {
    connectedAccountId: connectedAccountId().primaryKey(),
    sequence: bigint('sequence', { mode: 'bigint' }).notNull(),
    hash: bytea('hash').notNull(),
    /** Grown since the last checkpoint. */
    isAhead: boolean('is_ahead').notNull(),
  },
  (t) => [
    index('audit_chains_ahead')
      .on(t.connectedAccountId)
      .where(sql`is_ahead`),
  ],
);

/** The global chain: each checkpoint holds the heads that moved since the one before. The newest is the global head. */
export const auditCheckpoints = pgTable('audit_checkpoints', {
  checkpoint: bigint('checkpoint', { mode: 'bigint' }).primaryKey(),
  takenAt: instant('taken_at').notNull(),
  headCount: integer('head_count').notNull(),
  headsDigest: bytea('heads_digest').notNull(),
  hash: bytea('hash').notNull(),
});

/** What a checkpoint says of one chain. */
export const auditCheckpointHeads = pgTable(
  'audit_checkpoint_heads',
  {
    checkpoint: bigint('checkpoint', { mode: 'bigint' }).notNull(),
    connectedAccountId: connectedAccountId(),
    sequence: bigint('sequence', { mode: 'bigint' }).notNull(),
    hash: bytea('hash').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.checkpoint, t.connectedAccountId] }),
    index('audit_checkpoint_heads_by_account').on(t.connectedAccountId, t.sequence),
  ],
);

/** How often the same refusal happened within one minute: the first few get audit rows of their own, the rest one row. */
export const auditRefusals = pgTable(
  'audit_refusals',
  {
    minute: instant('minute').notNull(),
    actorKind: text('actor_kind').notNull(),
    actorId: text('actor_id').notNull(),
    action: text('action').notNull(),
    code: text('code').notNull(),
    occurrences: integer('occurrences').notNull(),
  },
  (t) => [primaryKey({ columns: [t.minute, t.actorKind, t.actorId, t.action, t.code] })],
);
