import { sql } from 'drizzle-orm';
import type { Transaction } from '../../db/transaction.ts';
import { DomainError } from '../../errors.ts';
import { executeSet } from '../../ledger/execute-set.ts';
import { ROUGH_VALUE_ELSE, ROUGH_VALUES } from '../../money/rough-values.ts';
import type { SegmentInputs } from '../rules/scorecard.ts';
import { SETBACK_DAYS, VOLUME_DAYS } from '../rules/scorecard-data.ts';

type Row = {
  country: string | null;
  category: string | null;
  age: number;
  state: SegmentInputs['requirementState'];
  disabled: string | null;
  setbacks: number;
  has_destination: boolean;
  changed: number | null;
  abroad: boolean;
  shared: number;
  declared: string | null;
  seen: string;
  past_due: number;
  currently_due: number;
  eventually_due: number;
};

/** Within it money crosses no border that would say something of its owner. Source: European Commission, the EEA's members. */
const ONE_AREA =
  'AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IS IT LV LI LT LU MT NL NO PL PT RO SK SI ES SE'.split(' ');

/** What the platform rejected or paused, or a list of sanctions named, fell behind in nothing. Source: `requirements.disabled_reason` of Stripe's Account. */
const IS_FOR_REQUIREMENTS = sql`(change.disabled_reason is null or change.disabled_reason like 'requirements.%')`;

/** Others with the same bank account beyond these change nothing more. */
const SHARED_MAX = 10;

/**
 * What is stored of an account, as of `at`. The caller holds the account's enrolment, and has taken it off the list of those
 * that are due: what is learned after this read puts it there again.
 * @throws DomainError `not_found`
 */
export async function readSegmentInputs(
  tx: Transaction,
  connectedAccountId: string,
  at: Date,
): Promise<SegmentInputs> {
  const moment = at.toISOString();
  const usd = (amount: string, currency: string) =>
    sql.raw(
      `${amount} * coalesce((rough.values ->> ${currency})::numeric, ${String(ROUGH_VALUE_ELSE)}) / 1000000`,
    );
  const [row] = await executeSet<Row>(
    tx,
    sql`
    with rough as (select ${JSON.stringify(ROUGH_VALUES)}::jsonb as values),
    destinations as (select * from external_accounts where connected_account_id = ${connectedAccountId} and deleted_at is null)
    select account.country, account.merchant_category_code as category, account.requirement_state as state,
      account.disabled_reason as disabled,
      greatest(0, floor(extract(epoch from ${moment}::timestamptz - account.created_at_stripe) / 86400))::int as age,
      (select count(*)::int from requirement_changes as change
        where change.connected_account_id = account.connected_account_id and change.was_clear_once
          and change.changed_at > ${moment}::timestamptz - make_interval(days => ${SETBACK_DAYS}) and change.changed_at <= ${moment}::timestamptz
          and change.after in ('past_due', 'restricted') and change.before in ('clear', 'due')
          and ${IS_FOR_REQUIREMENTS}) as setbacks,
      (select floor(extract(epoch from ${moment}::timestamptz - max(change.seen_at)) / 86400)::int
        from external_account_changes as change
        where change.connected_account_id = account.connected_account_id and change.is_new_destination
          and change.change <> 'removed' and change.seen_at <= ${moment}::timestamptz) as changed,
      exists (select from destinations) as has_destination,
      exists (select from destinations where destinations.country <> account.country
        and not (destinations.country = any(${sql.param(ONE_AREA)}::text[]) and account.country = any(${sql.param(ONE_AREA)}::text[]))) as abroad,
      (select count(*)::int from (select from external_accounts as other join destinations using (fingerprint)
        where other.connected_account_id <> account.connected_account_id and other.deleted_at is null
        limit ${SHARED_MAX}) as others) as shared,
      (select floor(${usd('account.declared_volume', 'account.declared_currency')})::text from rough) as declared,
      (select coalesce(floor(sum(${usd('counted.charge_amount', 'counted.currency')})), 0)::text
        from risk_day_counters as counted, rough
        where counted.connected_account_id = account.connected_account_id
          and counted.day > (${moment}::timestamptz at time zone 'utc')::date - ${VOLUME_DAYS}::int
          and counted.day <= (${moment}::timestamptz at time zone 'utc')::date) as seen,
      ${asked('past_due')} as past_due, ${asked('currently_due')} as currently_due, ${asked('eventually_due')} as eventually_due
    from connected_accounts as account where account.connected_account_id = ${connectedAccountId}`,
  );
  if (row === undefined)
    throw new DomainError('not_found', `There is no connected account ${connectedAccountId}.`);
  return {
    at: moment,
    country: row.country,
    merchantCategoryCode: row.category,
    accountAgeDays: row.age,
    requirementState: row.state,
    disabledReason: row.disabled,
    setbacks: row.setbacks,
    hasDestination: row.has_destination,
    destinationChangedDays: row.changed,
    isDestinationAbroad: row.abroad,
    destinationSharedWith: row.shared,
    declaredValue: row.declared === null ? null : Number(row.declared),
    seenValue: Number(row.seen),
    pastDue: row.past_due,
    currentlyDue: row.currently_due,
    eventuallyDue: row.eventually_due,
  };
}

function asked(group: 'past_due' | 'currently_due' | 'eventually_due') {
  return sql`jsonb_array_length(case jsonb_typeof(account.requirements -> ${sql.raw(`'${group}'`)})
    when 'array' then account.requirements -> ${sql.raw(`'${group}'`)} else '[]'::jsonb end)`;
}
