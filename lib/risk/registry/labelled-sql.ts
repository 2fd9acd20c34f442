import { sql, type SQL } from 'drizzle-orm';

/** What people say within so many days of a decision is said about it. */
const VERDICT_DAYS = 14;
/** Most disputes have come by then; a younger decision that nobody looked at says nothing yet. */
export const LABEL_DELAY_DAYS = 30;
/** Charges disputed or warned of in those days that make an account one that was to be held, whoever looked. */
const DISPUTES_MIN = 3;
const DISPUTED_PERCENT = 2;
/** A warning is of a charge that is not older; card networks send them within that time. */
const WARNED_WITHIN_DAYS = 120;
/** Trained in seconds. */
export const ROWS_MAX = 70_000;

/** Whether a decision was the last of its account, currency and UTC day as far as the cut-off: asked one by one, by the index. */
const lastOfDay = (until: SQL): SQL => sql`not exists (
  select from risk_assessments as later
  where later.connected_account_id = decision.connected_account_id and later.currency = decision.currency
    and later.decided_at > decision.decided_at and later.decided_at <= ${until}
    and later.decided_at < (date_trunc('day', decision.decided_at at time zone 'UTC') + interval '1 day') at time zone 'UTC')`;

const CHOSEN = sql`decision.risk_assessment_id, decision.connected_account_id, decision.currency, decision.decided_at`;

/**
 * `with … labelled (risk_assessment_id, decided_at, verdict, stands_for, is_hit)`: the last decision of each account, currency and day with
 * what was known of it at the cut-off: what a person said within a fortnight, else whether disputes and early fraud warnings came within
 * a month, a charge that was warned of and disputed counted once. What is too
 * young for that and was not looked at is left out. What the lot drew stands for as many candidates as there were for each place; null
 * where it was not drawn. The newest `max` of them, without going through all the others: older ones along
 * time, younger ones from what people said.
 */
export function withLabelled(cutoff: Date, max: number): SQL {
  const until = sql`${cutoff.toISOString()}::timestamptz`;
  const ripe = sql`${until} - make_interval(days => ${LABEL_DELAY_DAYS})`;
  return sql`
    with old as materialized (
      select ${CHOSEN} from risk_assessments as decision
      where decision.decided_at <= ${ripe} and ${lastOfDay(until)}
      order by decision.decided_at desc limit ${max}
    ), young as materialized (
      select distinct ${CHOSEN} from risk_verdicts as said join risk_assessments as decision
        on decision.connected_account_id = said.connected_account_id and decision.currency = said.currency
        and decision.decided_at <= said.given_at
        and decision.decided_at >= said.given_at - make_interval(days => ${VERDICT_DAYS})
      where said.verdict <> 'needs_information' and said.given_at > ${ripe} and said.given_at <= ${until}
        and decision.decided_at > ${ripe} and ${lastOfDay(until)}
    ), chosen as (
      select * from (select * from old union all select * from young) as either
      order by decided_at desc, risk_assessment_id desc limit ${max}
    ), warned as materialized (
      -- A warning names neither currency nor amount: its charge does. One that nobody knows is of every currency. Asked once for each
      -- warning, not for each decision before it.
      select distinct on (warning.connected_account_id, warning.charge_id) warning.connected_account_id, warning.charge_id,
        (warning.occurred_at at time zone 'UTC')::date as day, charge.currency,
        (select min(dispute.occurred_at at time zone 'UTC')::date from risk_facts as dispute
          where dispute.connected_account_id = warning.connected_account_id and dispute.kind = 'dispute'
            and dispute.charge_id = warning.charge_id
            and dispute.occurred_at > warning.occurred_at - make_interval(days => ${WARNED_WITHIN_DAYS})
            and dispute.occurred_at <= ${until}) as disputed_on
      from (select connected_account_id, min(decided_at) as first, max(decided_at) as last from chosen group by 1) as asked
      join risk_facts as warning on warning.connected_account_id = asked.connected_account_id and warning.kind = 'warning'
        and warning.occurred_at > asked.first and warning.occurred_at <= ${until}
        and warning.occurred_at <= asked.last + make_interval(days => ${LABEL_DELAY_DAYS + 1})
      left join lateral (
        select fact.currency from risk_facts as fact
        where fact.connected_account_id = warning.connected_account_id and fact.kind = 'charge' and fact.stripe_id = warning.charge_id
          and fact.occurred_at > warning.occurred_at - make_interval(days => ${WARNED_WITHIN_DAYS})
          and fact.occurred_at <= warning.occurred_at limit 1
      ) as charge on true
      order by warning.connected_account_id, warning.charge_id, warning.occurred_at
    ), labelled as (
      select chosen.risk_assessment_id, chosen.decided_at, said.verdict, said.stands_for,
        -- A victim was attacked as well: what was seen was so.
        coalesce(said.verdict <> 'false_alarm', later.disputes + warnings.undisputed >= ${DISPUTES_MIN}
          and (later.disputes + warnings.undisputed) * 100 >= ${DISPUTED_PERCENT} * greatest(later.charges, 1), false) as is_hit
      from chosen
      left join lateral (
        select verdict, draw.candidates::float8 / nullif(draw.drawn, 0) as stands_for
        from risk_verdicts as said left join risk_flags as flag using (risk_flag_id)
        left join risk_audit_draws as draw on draw.drawn_on = flag.audit_drawn_on
        where said.connected_account_id = chosen.connected_account_id and said.currency = chosen.currency
          and said.verdict <> 'needs_information' and said.given_at >= chosen.decided_at
          and said.given_at <= least(chosen.decided_at + make_interval(days => ${VERDICT_DAYS}), ${until})
        order by said.given_at limit 1
      ) as said on true
      left join lateral (
        select coalesce(sum(disputes), 0) as disputes, coalesce(sum(charges), 0) as charges from risk_day_counters as counter
        where said.verdict is null
          and counter.connected_account_id = chosen.connected_account_id and counter.currency = chosen.currency
          and counter.day > (chosen.decided_at at time zone 'UTC')::date
          and counter.day <= (chosen.decided_at at time zone 'UTC')::date + ${LABEL_DELAY_DAYS}::int
      ) as later on true
      left join lateral (
        select count(*) as undisputed from warned
        where said.verdict is null
          and warned.connected_account_id = chosen.connected_account_id and coalesce(warned.currency, chosen.currency) = chosen.currency
          and warned.day > (chosen.decided_at at time zone 'UTC')::date
          and warned.day <= (chosen.decided_at at time zone 'UTC')::date + ${LABEL_DELAY_DAYS}::int
          -- Disputed by the end of these days, it is counted among disputes, or was known before.
          and coalesce(warned.disputed_on > (chosen.decided_at at time zone 'UTC')::date + ${LABEL_DELAY_DAYS}::int, true)
      ) as warnings on true
    )`;
}
