import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import postgres from 'postgres';
import { inject } from 'vitest';
import { databaseAddress, TEST_DATABASE_PREFIX } from '#scripts/test-template.ts';

const FOLDER = join(process.cwd(), 'drizzle', 'migrations');

export type DatabaseBefore = {
  /** Connected as the owner. */
  sql: postgres.Sql;
  /** Brings it to the newest schema, the migration of its making first. */
  goOn(): Promise<void>;
  drop(): Promise<void>;
};

/** A database of the schema just before a migration, to be filled with what was there then. @param tag such as `0056_reopened_makers` */
export async function databaseBefore(tag: string): Promise<DatabaseBefore> {
  const { ownerUrl } = inject('testPostgres');
  const name = `${TEST_DATABASE_PREFIX}${String(process.pid)}_before_${crypto.randomUUID().slice(0, 8)}`;
  const server = postgres(ownerUrl, { max: 1, onnotice: () => undefined });
  await server`create database ${server(name)}`;
  const sql = postgres(databaseAddress(ownerUrl, name), { max: 1, onnotice: () => undefined });
  // The migrator's own, which one migration lets the program read.
  await sql`create schema drizzle`;
  await sql`create table drizzle.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint)`;
  const tags = await readTags();
  const position = tags.indexOf(tag);
  if (position === -1) throw new Error(`There is no migration ${tag}`);
  const run = async (some: readonly string[]): Promise<void> => {
    // As the migrator does: all that is new in one transaction.
    await sql.begin(async (tx) => {
      for (const one of some) for (const statement of await readStatements(one)) await tx.unsafe(statement);
    });
  };
  await run(tags.slice(0, position));
  return {
    sql,
    goOn: () => run(tags.slice(position)),
    drop: async () => {
      await sql.end({ timeout: 5 });
      await server`drop database if exists ${server(name)} with (force)`;
      await server.end({ timeout: 5 });
    },
  };
}

async function readTags(): Promise<string[]> {
  const journal = JSON.parse(await readFile(join(FOLDER, 'meta', '_journal.json'), 'utf8')) as {
    entries: { tag: string }[];
  };
  return journal.entries.map(({ tag }) => tag);
}

async function readStatements(tag: string): Promise<string[]> {
  const text = await readFile(join(FOLDER, `${tag}.sql`), 'utf8');
  return text.split('--> statement-breakpoint');
}
