import { sql } from 'drizzle-orm';
import { database } from '../../db/client.ts';
import { FEATURE_NAMES } from '../rules/cold-start-model.ts';

/** What people say within so many days of a decision is said about it. */
const VERDICT_DAYS = 14;
/** Most disputes have come by then; a younger decision that nobody looked at says nothing yet. */
export const LABEL_DELAY_DAYS = 30;
/** Disputes of those days that make an account one that was to be held, whoever looked. */
const DISPUTES_MIN = 3;
const DISPUTED_PERCENT = 2;
/** Nobody looked, and disputes tell only a part: such a row says a third of what a reviewed one does. */
const UNREVIEWED_WEIGHT = 1 / 3;
/** Trained in seconds. */
const ROWS_MAX = 70_000;

/** One decision to learn from: what was seen, and what became of it. */
export type TrainingRow = {
  readonly decidedAt: Date;
  readonly features: readonly number[];
  readonly isHit: boolean;
  readonly isReviewed: boolean;
  /** Reviewed because of the lot, not of its score: the negatives that selection by score never shows. */
  readonly isAudited: boolean;
  readonly weight: number;
};

type Row = {
  decided_at: string;
  features: string;
  verdict: string | null;
  audited: boolean | null;
  disputes: number;
  charges: number;
};

/**
 * The last decision of each account, currency and day, oldest first, with what was known of it at the cut-off: what a person said
 * within a fortnight, else whether disputes came within a month. What is too young for that and was not looked at is left out.
 */
export async function readTrainingRows(cutoff: Date): Promise<TrainingRow[]> {
  const until = sql`${cutoff.toISOString()}::timestamptz`;
  const rows = await database().execute<Row>(sql`
    with decision as materialized (
      select distinct on (connected_account_id, currency, (decided_at at time zone 'UTC')::date)
        risk_assessment_id, connected_account_id, currency, decided_at, inputs
      from risk_assessments where decided_at <= ${until}
      order by connected_account_id, currency, (decided_at at time zone 'UTC')::date, decided_at desc
    )
    select decision.decided_at::text, (decision.inputs::json -> 'features')::text as features, said.verdict, said.audited,
      coalesce(later.disputes, 0)::int as disputes, coalesce(later.charges, 0)::int as charges
    from decision
    left join lateral (
      select verdict, flag.audit_drawn_on is not null as audited
      from risk_verdicts as said left join risk_flags as flag using (risk_flag_id)
      where said.connected_account_id = decision.connected_account_id and said.currency = decision.currency
        and said.verdict <> 'needs_information' and said.given_at >= decision.decided_at
        and said.given_at <= least(decision.decided_at + make_interval(days => ${VERDICT_DAYS}), ${until})
      order by said.given_at limit 1
    ) as said on true
    left join lateral (
      select sum(disputes) as disputes, sum(charges) as charges from risk_day_counters as counter
      where counter.connected_account_id = decision.connected_account_id and counter.currency = decision.currency
        and counter.day > (decision.decided_at at time zone 'UTC')::date
        and counter.day <= (decision.decided_at at time zone 'UTC')::date + ${LABEL_DELAY_DAYS}::int
    ) as later on true
    where said.verdict is not null or decision.decided_at <= ${until} - make_interval(days => ${LABEL_DELAY_DAYS})
    order by decision.decided_at desc, decision.risk_assessment_id desc limit ${ROWS_MAX}`);
  return rows.flatMap((row) => trainingRow(row)).reverse();
}

function trainingRow({ decided_at, features, verdict, audited, disputes, charges }: Row): TrainingRow[] {
  const values = JSON.parse(features) as number[];
  // Of another version of Sluice, which saw other things.
  if (values.length !== FEATURE_NAMES.length) return [];
  const isReviewed = verdict !== null;
  return [
    {
      decidedAt: new Date(decided_at),
      features: values,
      isReviewed,
      isAudited: audited === true,
      // A victim was attacked as well: what was seen was so.
      isHit: isReviewed
        ? verdict !== 'false_alarm'
        : disputes >= DISPUTES_MIN && disputes * 100 >= DISPUTED_PERCENT * Math.max(charges, 1),
      weight: isReviewed ? 1 : UNREVIEWED_WEIGHT,
    },
  ];
}
