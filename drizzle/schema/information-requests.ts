import { sql } from 'drizzle-orm';
import {
  check,
  customType,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  smallint,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { connectedAccountId, instant } from './columns.ts';
import { connectedAccountOwners } from './onboarding.ts';

const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' });

/**
 * What a reviewer asks the owner of a connected account, in words that are for the owner, and what they answered. That it is
 * overdue is no state: it is sent and its time is over.
 */
export const informationRequests = pgTable(
  'information_requests',
  {
    informationRequestId: text('information_request_id').primaryKey(),
    connectedAccountId: connectedAccountId(),
    subject: text('subject').notNull(),
    ownerText: text('owner_text').notNull(),
    /** Which files, each in a few words. */
    filesWanted: jsonb('files_wanted').$type<string[]>().notNull(),
    dueAt: instant('due_at').notNull(),
    state: text('state', { enum: ['sent', 'answered', 'closed'] })
      .notNull()
      .default('sent'),
    askedBy: text('asked_by').notNull(),
    askedAt: instant('asked_at').notNull().defaultNow(),
    answerText: text('answer_text'),
    answeredBy: text('answered_by'),
    answeredAt: instant('answered_at'),
    closedBy: text('closed_by'),
    closedAt: instant('closed_at'),
    /** For colleagues; the owner never sees it. */
    closeReason: text('close_reason'),
  },
  (t) => [
    // What files point to, so that none can be of another account than its request.
    uniqueIndex('information_requests_of_account').on(t.informationRequestId, t.connectedAccountId),
    index('information_requests_by_account').on(t.connectedAccountId, t.askedAt, t.informationRequestId),
    index('information_requests_sent')
      .on(t.dueAt, t.informationRequestId)
      .where(sql`state = 'sent'`),
    index('information_requests_answered')
      .on(t.answeredAt, t.informationRequestId)
      .where(sql`state = 'answered'`),
    index('information_requests_closed')
      .on(t.closedAt, t.informationRequestId)
      .where(sql`state = 'closed'`),
    foreignKey({
      name: 'information_requests_answered_by_owner',
      columns: [t.answeredBy],
      foreignColumns: [connectedAccountOwners.ownerId],
    }),
    check('information_requests_state', sql`state in ('sent', 'answered', 'closed')`),
    check(
      'information_requests_answer',
      sql`(answered_at is null) = (answered_by is null) and (answered_at is null) = (answer_text is null)
        and (state <> 'sent' or answered_at is null) and (state <> 'answered' or answered_at is not null)`,
    ),
    check(
      'information_requests_close',
      sql`(state = 'closed') = (closed_at is not null) and (closed_at is null) = (closed_by is null) and (closed_at is null) = (close_reason is null)`,
    ),
  ],
);

/** What an owner sent with their answer. The bytes stand here alone: outside every folder that a server serves. */
export const informationRequestFiles = pgTable(
  'information_request_files',
  {
    informationRequestFileId: text('information_request_file_id').primaryKey(),
    informationRequestId: text('information_request_id').notNull(),
    connectedAccountId: connectedAccountId(),
    position: smallint('position').notNull(),
    /** As its owner called it, without what no file system takes. */
    name: text('name').notNull(),
    /** What its bytes are, whatever its name says. */
    mediaType: text('media_type', { enum: ['application/pdf', 'image/jpeg', 'image/png'] }).notNull(),
    byteCount: integer('byte_count').notNull(),
    sha256: text('sha256').notNull(),
    bytes: bytea('bytes').notNull(),
    sentAt: instant('sent_at').notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex('information_request_files_position').on(t.informationRequestId, t.position),
    foreignKey({
      name: 'information_request_files_of_request',
      columns: [t.informationRequestId, t.connectedAccountId],
      foreignColumns: [informationRequests.informationRequestId, informationRequests.connectedAccountId],
    }),
    check(
      'information_request_files_bytes',
      sql`byte_count = octet_length(bytes) and byte_count between 1 and 5242880 and sha256 = encode(sha256(bytes), 'hex')`,
    ),
    check(
      'information_request_files_media_type',
      sql`case media_type when 'application/pdf' then substring(bytes from 1 for 5) = '\\x255044462d'::bytea
        when 'image/jpeg' then substring(bytes from 1 for 3) = '\\xffd8ff'::bytea
        when 'image/png' then substring(bytes from 1 for 8) = '\\x89504e470d0a1a0a'::bytea else false end`,
    ),
  ],
);
