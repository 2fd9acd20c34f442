import { sql } from 'drizzle-orm';
import { auditRecords } from '#drizzle/schema/audit.ts';
import { externalAccountChanges } from '#drizzle/schema/connected-accounts.ts';

/**
 * Of a row of the history: how many seconds after its account the destination was seen that the account began with; 0 when both
 * came by one read, and how old it is nobody knows. Null for every other change.
 */
export const SECONDS_AFTER_ACCOUNT = sql<number | null>`case
  when ${externalAccountChanges.change} = 'added' and not ${externalAccountChanges.isNewDestination} then coalesce((
    select greatest(0, ceil(extract(epoch from ${externalAccountChanges.seenAt} - first.recorded_at)))::int
    from ${auditRecords} as first
    where first.subject = ${externalAccountChanges.connectedAccountId} and first.action = 'connected_account.add'
    order by first.recorded_at limit 1), 0) end`;

/** `first seen, with the account`, `first seen 3 minutes after the account`. Pure. */
export function firstSightInWords(secondsAfterAccount: number): string {
  if (secondsAfterAccount === 0) return 'first seen, with the account';
  const [size, unit] = UNITS.find(([least]) => secondsAfterAccount >= least) ?? [1, 'second'];
  const count = Math.floor(secondsAfterAccount / size);
  return `first seen ${String(count)} ${unit}${count === 1 ? '' : 's'} after the account`;
}

const UNITS = [
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
] as const;
