import postgres from 'postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import { HOLD, KILL_SWITCH, type Machine, PAYOUT_ATTEMPT, PAYOUT_REQUEST } from '../transitions.ts';

let testDatabase: TestDatabase;
let sql: postgres.Sql;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  sql = postgres(testDatabase.ownerUrl, { max: 1, onnotice: () => undefined });
});
afterAll(async () => {
  await sql.end({ timeout: 5 });
  await testDatabase.drop();
});

/** `from>to` of every move that changes the state. */
function edgesOf({ moves }: Machine): string[] {
  const edges = Object.values(moves).flatMap(({ from, to }) => from.map((state) => `${state}>${to}`));
  return [...new Set(edges)].filter((edge) => edge.split('>')[0] !== edge.split('>')[1]).toSorted();
}

/** The edges that a guard of the database lets through, read from the function as it is stored. */
async function edgesIn(guard: string): Promise<string[]> {
  const [row] = await sql<
    { source: string }[]
  >`select prosrc as source from pg_proc where proname = ${guard}`;
  const list =
    /refuse_unless_edge\([\s\S]*?ARRAY\[(?<edges>[^\]]*)\]/.exec(row?.source ?? '')?.groups?.['edges'] ?? '';
  return [...list.matchAll(/'([a-z_]+>[a-z_]+)'/g)].map(([, edge]) => edge ?? '').toSorted();
}

it.each([
  ['guard_payout_request', PAYOUT_REQUEST],
  ['guard_payout_attempt', PAYOUT_ATTEMPT],
  ['guard_hold', HOLD],
  ['guard_kill_switch', KILL_SWITCH],
] as const)(
  '%s of the database holds the moves of lib/transitions.ts, no more and no fewer',
  async (guard, machine) => {
    expect(await edgesIn(guard)).toEqual(edgesOf(machine));
  },
);

it('an edge that is not on the list is refused, one that is passes', async () => {
  await expect(
    sql`select refuse_unless_edge('it', 'sent', 'approved', array['sent>settled'])`,
  ).rejects.toThrow('it does not move from sent to approved');
  expect(await sql`select refuse_unless_edge('it', 'sent', 'settled', array['sent>settled'])`).toHaveLength(
    1,
  );
});
