import { sql, type SQL } from 'drizzle-orm';
import { STRONG_LOCKS } from '../../holds/rules/strong-lock.ts';
import { ROUGH_VALUE_ELSE, ROUGH_VALUES } from '../../money/rough-values.ts';
import { RISK_CAUSES, type RequestPriority, type RiskCause } from './request-types.ts';

/** So much for each digit of the amount in US cents, roughly, beyond the first two: a bigger sum is a bigger mistake. */
const POINTS_PER_DIGIT = 5;
const SMALL_DIGITS = 2;
/** In millionths of a US dollar, as the rough values are. */
const US_CENT = 10_000;
const ROUGH_VALUES_JSON = JSON.stringify(ROUGH_VALUES);
const MONEY_MAX = 40;
/** A bank account that is new is how money is stolen; a weak lock means that it may leave without us. */
const NEW_DESTINATION = 20;
export const NEW_DESTINATION_DAYS = 14;
const WEAK_LOCK = 10;
const POINTS_PER_HOLD = 10;
/** What the risk of its account says beyond its own destination: the band in force, and what is flagged and not settled. */
const BAND_POINTS = { high: 10, severe: 20 };
const OPEN_FLAG = 10;
const RISK_MAX = 40;
/** One point an hour, for as long as it takes: what is forgotten rises. */
const SECONDS_PER_POINT = 3_600;

/**
 * Holds that stop a request: its own, and those on its connected account.
 * @param alias of `payout_requests` in the statement @param columns of `holds` to read; none to count them
 */
export function openHoldsOn(alias: string, columns = sql.empty()): SQL {
  const request = sql.raw(alias);
  return sql`select ${columns} from holds where holds.state <> 'released' and holds.keeps_percent = 100
    and holds.connected_account_id = ${request}.connected_account_id
    and (holds.payout_request_id = ${request}.payout_request_id
      or (holds.payout_request_id is null and coalesce(holds.currency, ${request}.currency) = ${request}.currency))`;
}

/** By its number of digits alone, so that a rough value of its currency is enough. */
export function moneyPoints(alias: string): SQL {
  const request = sql.raw(alias);
  return sql`least(${MONEY_MAX}::int, greatest(0, length(trunc(${request}.amount
      * coalesce((${ROUGH_VALUES_JSON}::jsonb ->> ${request}.currency)::numeric, ${ROUGH_VALUE_ELSE}::numeric)
      / ${US_CENT}::numeric)::text) - ${SMALL_DIGITS}::int) * ${POINTS_PER_DIGIT}::int)`;
}

/** The points of each cause, before the most that they count together. */
function riskParts(alias: string): Record<RiskCause, SQL> {
  const request = sql.raw(alias);
  return {
    holds: sql`${POINTS_PER_HOLD}::int * (select count(*)::int from (${openHoldsOn(alias)}) as held)`,
    new_destination: sql`case when exists (select from external_account_changes as change
        where change.connected_account_id = ${request}.connected_account_id
          and change.external_account_id = ${request}.destination_id
          and change.seen_at > ${request}.requested_at - make_interval(days => ${NEW_DESTINATION_DAYS}::int)
          and change.is_new_destination) then ${NEW_DESTINATION}::int else 0 end`,
    weak_lock: sql`case when (select lock_strength from connected_accounts as account
        where account.connected_account_id = ${request}.connected_account_id)
        = any(${sql.param([...STRONG_LOCKS])}::text[]) then 0 else ${WEAK_LOCK}::int end`,
    band: sql`coalesce((select case standing.band when 'high' then ${BAND_POINTS.high}::int when 'severe' then ${BAND_POINTS.severe}::int end
        from segment_standings as standing where standing.connected_account_id = ${request}.connected_account_id), 0)`,
    anomaly: sql`case when exists (select from risk_flags as flag where flag.connected_account_id = ${request}.connected_account_id
        and flag.currency = ${request}.currency and flag.state <> 'closed') then ${OPEN_FLAG}::int else 0 end`,
  };
}

export const riskPoints = (alias: string): SQL =>
  sql`least(${RISK_MAX}::int, ${sql.join(Object.values(riskParts(alias)), sql` + `)})`;

/** What its risk is made of, by cause and points, as `riskPoints` adds it up: a JSON object. */
export const riskCauses = (alias: string): SQL =>
  sql`json_build_object(${sql.join(
    Object.entries(riskParts(alias)).map(([cause, part]) => sql`${sql.raw(`'${cause}'`)}, ${part}`),
    sql`, `,
  )})`;

/**
 * The place in the queue as one number that does not change while time goes by: every request gains a point an hour, so
 * the one that gained first stays first.
 */
export function points(alias: string): SQL {
  return sql`((${moneyPoints(alias)} + ${riskPoints(alias)}) * ${SECONDS_PER_POINT}::int
    - extract(epoch from ${sql.raw(alias)}.requested_at)::bigint)`;
}

/** The parts as people see them. @param risk as `riskCauses` says it @param waitedSeconds since it was asked for */
export function priorityOf(found: {
  money: number;
  risk: Readonly<Record<RiskCause, number>>;
  waitedSeconds: number;
}): RequestPriority {
  const points = Object.values(found.risk).reduce((sum, part) => sum + part, 0);
  return {
    money: found.money,
    risk: Math.min(RISK_MAX, points),
    riskCauses: RISK_CAUSES.filter((cause) => found.risk[cause] > 0),
    time: Math.max(0, Math.floor(found.waitedSeconds / SECONDS_PER_POINT)),
  };
}
