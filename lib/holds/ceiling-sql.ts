import { sql, type SQL } from 'drizzle-orm';
import {
  CEILING_DAYS_BY_COUNTRY,
  CEILING_DAYS_ELSEWHERE,
  ceilingDays,
  warnedDays,
} from './rules/holding-ceiling.ts';

/* Of `holds as hold` joined with `connected_accounts as account`. */

function byCountry(daysOf: (country: string | null) => number): SQL {
  const cases = Object.keys(CEILING_DAYS_BY_COUNTRY).map(
    (country) => sql`when ${country} then ${daysOf(country)}::int`,
  );
  return sql`case account.country ${sql.join(cases, sql` `)} else ${daysOf(null)}::int end`;
}

/** Days that Stripe lets money of the account wait. */
export const ceilingDaysOfAccount = byCountry((country) =>
  country === null ? CEILING_DAYS_ELSEWHERE : ceilingDays(country),
);

/** Since when the oldest money waits that open payout requests under the hold would pay; without any, since the hold itself. */
const waitsSince = sql`least(hold.placed_at, (
  select min(share.occurred_at) from payout_requests as request
  join payout_allocations as share using (payout_request_id)
  where request.connected_account_id = hold.connected_account_id and share.released_at is null
    and request.state in ('in_review', 'approved', 'dispatching', 'unknown', 'refused')
    and (hold.payout_request_id = request.payout_request_id
      or (hold.payout_request_id is null and coalesce(hold.currency, request.currency) = request.currency))))`;

/** When Stripe's ceiling for it is reached. */
export const ceilingReachedAt = sql`(${waitsSince} + make_interval(days => ${ceilingDaysOfAccount}))`;

/** When people have to be told that it is near. */
export const ceilingWarnedAt = sql`(${ceilingReachedAt} - make_interval(days => ${byCountry((country) => warnedDays(ceilingDays(country)))}))`;
