import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  customType,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' });

/** The address of a list, kept under a name. A shared one is everybody's to open; one per role may open by itself. */
export const savedViews = pgTable(
  'saved_views',
  {
    savedViewId: text('saved_view_id').primaryKey(),
    list: text('list').notNull(),
    ownerId: text('owner_id').notNull(),
    name: text('name').notNull(),
    query: text('query').notNull(),
    isShared: boolean('is_shared').notNull().default(false),
    defaultForRole: text('default_for_role'),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex('saved_views_name').on(t.list, t.ownerId, sql`lower(name)`),
    uniqueIndex('saved_views_default')
      .on(t.list, t.defaultForRole)
      .where(sql`default_for_role is not null`),
    index('saved_views_shared')
      .on(t.list, t.savedViewId)
      .where(sql`is_shared`),
    check('saved_views_default_is_shared', sql`default_for_role is null or is_shared`),
  ],
);

/** A list that is too long to wait for, written by the worker. Its parts go when it expires. */
export const listExports = pgTable(
  'list_exports',
  {
    listExportId: text('list_export_id').primaryKey(),
    list: text('list').notNull(),
    requestedBy: text('requested_by').notNull(),
    query: text('query').notNull(),
    zone: text('zone').notNull(),
    state: text('state', { enum: ['queued', 'running', 'done', 'failed', 'stopped'] }).notNull(),
    rowsExpected: integer('rows_expected').notNull(),
    rowsWritten: integer('rows_written').notNull().default(0),
    failure: text('failure'),
    createdAt: instant('created_at').notNull().defaultNow(),
    finishedAt: instant('finished_at'),
    expiresAt: instant('expires_at').notNull(),
  },
  (t) => [
    index('list_exports_by_person').on(t.requestedBy, t.createdAt),
    index('list_exports_by_expiry').on(t.expiresAt),
    check('list_exports_state', sql`state in ('queued', 'running', 'done', 'failed', 'stopped')`),
  ],
);

/** A piece of the file, each one a whole gzip member, so that pieces in order are a gzip file. */
export const listExportParts = pgTable(
  'list_export_parts',
  {
    listExportId: text('list_export_id').notNull(),
    part: integer('part').notNull(),
    body: bytea('body').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.listExportId, t.part] }),
    foreignKey({
      name: 'list_export_parts_export',
      columns: [t.listExportId],
      foreignColumns: [listExports.listExportId],
    }).onDelete('cascade'),
  ],
);
