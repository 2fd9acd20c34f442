import { sql, type SQL } from 'drizzle-orm';
import { accountsOf } from '../../tables/named-accounts.ts';
import type { RiskFlagFilter } from '../types.ts';

/** The choices of the list, each a column of `flag`. */
export const CHOICES = ['state', 'cause', 'action', 'currency'] as const;
export type Choice = (typeof CHOICES)[number];

/** A filter with the accounts that it speaks of; null for all. */
export type FlagSearch = { readonly filter: RiskFlagFilter; readonly accounts: readonly string[] | null };

/** @throws DomainError `precondition_failed` when a name fits too many connected accounts */
export async function planFlagSearch(filter: RiskFlagFilter): Promise<FlagSearch> {
  return { filter, accounts: await accountsOf(filter) };
}

/** Conditions on `risk_flags as flag`. @param isChosen false: whatever was chosen, for the counts beside the choices */
export function matches({ filter, accounts }: FlagSearch, isChosen: boolean): SQL {
  const { openedFrom, openedBefore } = filter;
  const parts: SQL[] = [];
  if (accounts !== null)
    parts.push(sql`flag.connected_account_id = any(${sql.param([...accounts])}::text[])`);
  if (openedFrom !== undefined) parts.push(sql`flag.opened_at >= ${openedFrom}::timestamptz`);
  if (openedBefore !== undefined) parts.push(sql`flag.opened_at < ${openedBefore}::timestamptz`);
  if (isChosen)
    for (const choice of CHOICES)
      if (filter[choice] !== undefined) parts.push(sql`flag.${sql.raw(choice)} = ${filter[choice]}`);
  return parts.length === 0 ? sql`true` : sql.join(parts, sql` and `);
}
