import { sql } from 'drizzle-orm';
import { check, integer, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** Versions of a text that decides, as people read and write it: one draft at a time, published by somebody else than who wrote it. */
export function versionedTextTable(name: string, idColumn: string) {
  return pgTable(
    name,
    {
      versionId: text(idColumn).primaryKey(),
      version: integer('version').notNull(),
      text: text('text').notNull(),
      state: text('state', { enum: ['draft', 'published', 'withdrawn'] }).notNull(),
      /** Whoever changed the text last, and so cannot publish it. */
      writtenBy: text('written_by').notNull(),
      writtenAt: instant('written_at').notNull().defaultNow(),
      publishedBy: text('published_by'),
      publishedAt: instant('published_at'),
    },
    (t) => [
      uniqueIndex(`${name}_version`).on(t.version),
      uniqueIndex(`${name}_one_draft`)
        .on(t.state)
        .where(sql`state = 'draft'`),
      check(`${name}_state`, sql`state in ('draft', 'published', 'withdrawn')`),
      check(
        `${name}_two_people`,
        sql`(state = 'published') = (published_at is not null) and (state <> 'published'
        or (published_by is not null and published_by <> written_by))`,
      ),
    ],
  );
}
