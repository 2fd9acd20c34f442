import { sql } from 'drizzle-orm';
import { database } from '../../db/client.ts';
import { ROWS_MAX, withLabelled } from './labelled-sql.ts';
import { LEARNED_SHARE, type LabelCounts } from './too-little.ts';

/** Nobody looked, and disputes tell only a part: such a row says a third of what a reviewed one does. */
const UNREVIEWED_WEIGHT = 1 / 3;
/**
 * What the lot drew stands for all that it might have drawn (Horvitz, Thompson 1952); past this one account's word would outweigh all
 * that is known of the others, and a cut weight is a little wrong instead of wild (Cole, Hernán 2008). One case in twenty is the lot's.
 */
const AUDITED_WEIGHT_MAX = 20;

/** One decision to learn from: what was seen, of an older one fewer features of the same order, and what became of it. */
export type TrainingRow = {
  readonly riskAssessmentId: string;
  readonly decidedAt: Date;
  readonly features: readonly number[];
  readonly isHit: boolean;
  readonly isReviewed: boolean;
  /** Reviewed because of the lot, not of its score: the negatives that selection by score never shows. */
  readonly isAudited: boolean;
  readonly weight: number;
};

type Row = {
  id: string;
  decided_at: string;
  features: string;
  verdict: string | null;
  stands_for: number | null;
  is_hit: boolean;
};

/** What there is to learn from, oldest first; see `withLabelled`. @param max the newest so many */
export async function readTrainingRows(cutoff: Date, max = ROWS_MAX): Promise<TrainingRow[]> {
  const rows = await database().execute<Row>(sql`${withLabelled(cutoff, max)}
    select labelled.risk_assessment_id as id, labelled.decided_at::text, (decision.inputs::json -> 'features')::text as features, verdict, stands_for, is_hit
    from labelled join risk_assessments as decision using (risk_assessment_id)
    order by labelled.decided_at, labelled.risk_assessment_id`);
  return rows.map((row) => trainingRow(row));
}

function trainingRow({ id, decided_at, features, verdict, stands_for, is_hit }: Row): TrainingRow {
  const isReviewed = verdict !== null;
  return {
    riskAssessmentId: id,
    decidedAt: new Date(decided_at),
    features: JSON.parse(features) as number[], // as a decision wrote it
    isReviewed,
    isAudited: stands_for !== null,
    isHit: is_hit,
    weight: isReviewed ? Math.min(AUDITED_WEIGHT_MAX, Math.max(1, stands_for ?? 1)) : UNREVIEWED_WEIGHT,
  };
}

/**
 * How much there is to learn from, without reading what was seen: the training has the last word, which leaves out what an older
 * version saw where there is enough without it.
 */
export async function readLabelCounts(cutoff: Date, max = ROWS_MAX): Promise<LabelCounts> {
  const [row] = await database().execute<LabelCounts>(sql`${withLabelled(cutoff, max)}, placed as (
      select is_hit, verdict, row_number() over (order by decided_at, risk_assessment_id)
        <= floor(${LEARNED_SHARE}::float8 * count(*) over ()) as is_learned
      from labelled
    )
    select count(*)::int as "all", (count(*) filter (where is_hit))::int as hits,
      (count(*) filter (where verdict is not null))::int as reviewed, (count(*) filter (where is_learned))::int as learned,
      (count(*) filter (where is_learned and is_hit))::int as "learnedHits",
      (count(*) filter (where not is_learned and is_hit))::int as "measuredHits"
    from placed`);
  if (row === undefined) throw new Error('A count always answers');
  return row;
}
