import { sql, type SQL } from 'drizzle-orm';
import { PLATFORM } from '#drizzle/schema/columns.ts';
import { iso } from './invariant.ts';

/** Types after which the payout is read, and those after which its connected account is: lib/stripe-events/registry.ts */
export const READS_PAYOUT: readonly string[] = [
  'payout.created',
  'payout.updated',
  'payout.paid',
  'payout.failed',
  'payout.canceled',
  'payout.reconciliation_completed',
];
export const READS_ACCOUNT: readonly string[] = [
  'account.updated',
  'account.application.authorized',
  'account.external_account.created',
  'account.external_account.updated',
  'account.external_account.deleted',
  'capability.updated',
  'person.created',
  'person.updated',
  'person.deleted',
  'balance_settings.updated',
];

/** A reading is dated by its worker's clock, an event by the database's; two clocks differ by less. */
const CLOCKS_DIFFER_BY = '1 minute';

/**
 * Events about where money goes that are said to be done with although nothing was read since they came: whoever calls one processed by
 * hand keeps an incident from being seen. What a person set aside is on record, and who has disconnected us cannot be read.
 * @param from of `occurred_at`; null for all
 */
export function processedUnread(from: Date | null): SQL {
  const since = from === null ? sql`true` : sql`event.occurred_at >= ${from.toISOString()}::timestamptz`;
  const unread = (types: readonly string[], isRead: SQL): SQL => sql`
      select event.stripe_event_id,
             format('%s of %s is called %s, and nothing was read since it came at %s.', event.type,
                    coalesce(event.object_id, event.connected_account_id), event.state, ${iso(sql`event.received_at`)})
      from stripe_events as event
      where event.type = any(${sql.param([...types])}::text[]) and event.state in ('processed', 'ignored') and ${since}
        and not ${isRead}
        and (event.connected_account_id = ${PLATFORM} or exists (select from connected_accounts as known
          where known.connected_account_id = event.connected_account_id and known.deauthorized_at is null))
        and not exists (select from audit_records as record where record.subject = event.stripe_event_id
          and record.action = 'stripe_event.set_aside' and record.outcome = 'done')`;
  const readSince = (read: SQL): SQL => sql`${read} >= event.received_at - ${CLOCKS_DIFFER_BY}::interval`;
  return sql`${unread(
    READS_PAYOUT,
    sql`exists (select from payouts as payout where payout.payout_id = event.object_id and ${readSince(sql`payout.read_at`)})`,
  )}
      union all ${unread(
        READS_ACCOUNT,
        sql`(event.connected_account_id = ${PLATFORM} or exists (select from connected_accounts as account
          where account.connected_account_id = event.connected_account_id and ${readSince(sql`account.read_at`)}))`,
      )}`;
}
