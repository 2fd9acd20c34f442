import postgres from 'postgres';
import { expect, it } from 'vitest';
import { createTestDatabase } from '#scripts/test-database.ts';

it('each test database has the schema, is its own, and is gone after drop', async () => {
  const [first, second] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  const sql = postgres(first.ownerUrl, { max: 1 });
  await sql`create table only_here (id int)`;
  const [row] = await sql<{ count: string }[]>`select count(*) from stripe_events`;
  expect(row?.count).toBe('0');

  const other = postgres(second.ownerUrl, { max: 1 });
  await expect(other`select * from only_here`).rejects.toThrow('does not exist');

  await Promise.all([sql.end(), other.end()]);
  await Promise.all([first.drop(), second.drop()]);
  const late = postgres(first.ownerUrl, { max: 1 });
  await expect(late`select 1`).rejects.toThrow('does not exist');
  await late.end();
});
