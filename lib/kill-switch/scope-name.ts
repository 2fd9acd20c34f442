import { sql, type SQL } from 'drizzle-orm';
import type { Database } from '../db/client.ts';
import { isLockTaken } from '../db/lock-taken.ts';
import type { StandingSwitch } from './types.ts';

/** A scalar select of what the one account that a press covers is called, for people; null of every other press, and of an account that has no name. */
export const scopeName = (scope: SQL, scopeValue: SQL): SQL =>
  sql`select nullif(display_name, '') from connected_accounts where ${scope} = 'connected_account' and connected_account_id = ${scopeValue}`;

export type UnnamedSwitch = Omit<StandingSwitch, 'scopeName'>;

/** Every page waits for these names before its first byte: where a migration holds the accounts it says the id. */
const NAME_WAIT_MS = 100;

/** With the names of the accounts that they cover, read by a statement of its own and only where there are such: what stands over every page waits for no large table. */
export async function withScopeNames(
  db: Database,
  standing: readonly UnnamedSwitch[],
): Promise<readonly StandingSwitch[]> {
  const ids = standing.filter(({ scope }) => scope === 'connected_account').map((of) => of.scopeValue);
  const names = ids.length === 0 ? new Map<string, string>() : await accountNames(db, ids);
  return standing.map((pressed) => ({ ...pressed, scopeName: names.get(pressed.scopeValue) ?? null }));
}

async function accountNames(db: Database, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  try {
    const rows = await db.transaction(async (tx) => {
      await tx.execute(sql`select set_config('lock_timeout', ${String(NAME_WAIT_MS)}, true)`);
      return tx.execute<{ id: string; name: string }>(sql`
        select connected_account_id as id, display_name as name from connected_accounts
        where connected_account_id = any(${sql.param(ids)}::text[]) and display_name <> ''`);
    });
    return new Map(rows.map(({ id, name }) => [id, name]));
  } catch (error) {
    if (isLockTaken(error)) return new Map();
    throw error;
  }
}
