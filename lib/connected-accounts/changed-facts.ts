import { isDeepStrictEqual } from 'node:util';
import type { connectedAccounts } from '#drizzle/schema/connected-accounts.ts';

type Row = typeof connectedAccounts.$inferSelect;
type NewRow = typeof connectedAccounts.$inferInsert;

/** When a row was read is no fact about the account, and what the database keeps of others is theirs. */
const NOT_A_FACT = new Set(['readAt', 'settingsReadAt', 'countries']);

/** The facts that differ, before and after, for the audit row; null when nothing differs. Pure. */
export function changedFacts(
  before: Row | undefined,
  after: NewRow,
): { before?: Record<string, unknown>; after: Record<string, unknown> } | null {
  const names = Object.keys(after).filter((name): name is keyof NewRow => !NOT_A_FACT.has(name));
  const known: Partial<Row> = before ?? {};
  // The stored side has been through JSON, where `undefined` does not exist.
  const changed = names.filter((name) => !isDeepStrictEqual(plain(known[name]), plain(after[name])));
  if (changed.length === 0) return null;
  return {
    ...(before === undefined
      ? {}
      : { before: Object.fromEntries(changed.map((name) => [name, plain(before[name])])) }),
    after: Object.fromEntries(changed.map((name) => [name, plain(after[name])])),
  };
}

function plain(value: unknown): unknown {
  if (value === undefined) return null;
  return JSON.parse(
    JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? part.toString() : part)),
  );
}
