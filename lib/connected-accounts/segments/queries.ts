import { and, count, desc, eq, gt, inArray, max, sql } from 'drizzle-orm';
import { payoutRequests } from '#drizzle/schema/payout-requests.ts';
import { segmentAssessments, segmentProposals, segmentStandings } from '#drizzle/schema/segments.ts';
import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { database } from '../../db/client.ts';
import { BAND_EFFECTS } from '../rules/band-effects.ts';
import { bandChanges, effectsInWords } from '../rules/looser-in-words.ts';
import type { SegmentOutcome } from '../rules/scorecard.ts';
import { BAND_STEPS } from '../rules/scorecard-data.ts';
import type { SegmentHistoryRow, SegmentView } from '../types.ts';
import { looserLeaf } from './looser-leaf.ts';

/** The newest are enough to see how it came; the rest is in the audit record. */
const HISTORY_MAX = 20;

const nameOf = (column: typeof segmentAssessments.decidedBy) =>
  sql<string>`coalesce((select name from operators where operator_id = ${column}), ${column})`;

/** The band of one connected account with what made it; null before it was scored. @throws DomainError `forbidden` */
export async function readSegment(ctx: Context, connectedAccountId: string): Promise<SegmentView | null> {
  authorize(ctx, 'connected_accounts.read');
  const [found] = await database()
    .select({
      standing: segmentStandings,
      outcome: segmentAssessments.outcome,
      hash: segmentAssessments.scorecardHash,
      inputsHash: segmentAssessments.inputsHash,
      effectsHash: segmentAssessments.effectsHash,
    })
    .from(segmentStandings)
    .innerJoin(
      segmentAssessments,
      eq(segmentAssessments.segmentAssessmentId, segmentStandings.segmentAssessmentId),
    )
    .where(eq(segmentStandings.connectedAccountId, connectedAccountId));
  if (found === undefined) return null;
  const { standing } = found;
  const { band, delayHours, reservePercent, reserveDays } = standing;
  const currencies = await currenciesOf(connectedAccountId);
  const { items, outside, owed } = JSON.parse(found.outcome) as SegmentOutcome; // as assessSegment wrote it
  return {
    connectedAccountId,
    band,
    bandSince: standing.bandSince,
    scoredBand: standing.scoredBand,
    points: standing.points,
    expectedLossBp: BAND_STEPS.find((step) => step.band === band)?.expectedLossBp ?? 0,
    segmentAssessmentId: standing.segmentAssessmentId,
    assessedAt: standing.assessedAt,
    dueAt: standing.dueAt,
    // What is in force, should the table have changed since it was scored.
    effects: effectsInWords({ ...BAND_EFFECTS[band], delayHours, reservePercent, reserveDays }, currencies),
    verificationOwed: standing.verificationOwed,
    items,
    outside,
    scorecardHash: found.hash,
    proposal: await readProposal({ ...found, connectedAccountId, owed, currencies }),
    history: await readHistory(connectedAccountId),
  };
}

/** The looser band that is proposed, as whoever agrees must see it; null for none. */
async function readProposal({
  connectedAccountId,
  inputsHash,
  effectsHash,
  owed,
  currencies,
}: {
  connectedAccountId: string;
  inputsHash: string;
  effectsHash: string;
  owed: SegmentOutcome['owed'];
  currencies: readonly string[];
}): Promise<SegmentView['proposal']> {
  const [proposal] = await database()
    .select()
    .from(segmentProposals)
    .where(
      and(eq(segmentProposals.connectedAccountId, connectedAccountId), eq(segmentProposals.state, 'open')),
    );
  if (proposal === undefined) return null;
  const { segmentProposalId, fromBand, toBand, proposedAt, proposedBy } = proposal;
  const [waiting] = await database()
    .select({ count: count(), until: max(payoutRequests.waitsUntil) })
    .from(payoutRequests)
    .where(
      and(
        eq(payoutRequests.connectedAccountId, connectedAccountId),
        inArray(payoutRequests.state, ['in_review', 'approved']),
        gt(payoutRequests.waitsUntil, sql`now()`),
      ),
    );
  return {
    segmentProposalId,
    toBand,
    proposedAt,
    proposedBy,
    changes: bandChanges(fromBand, toBand, owed, currencies),
    waiting: waiting ?? { count: 0, until: null },
    root: looserLeaf({ ...proposal, inputsHash, effectsHash }),
  };
}

/** In which it has, or had, money, or that Stripe pays it by default. */
async function currenciesOf(connectedAccountId: string): Promise<string[]> {
  const rows = await database().execute<{ currency: string }>(sql`
    select currency from stripe_balances where connected_account_id = ${connectedAccountId}
    union select default_currency from connected_accounts
      where connected_account_id = ${connectedAccountId} and default_currency is not null`);
  return rows.map(({ currency }) => currency);
}

function readHistory(connectedAccountId: string): Promise<SegmentHistoryRow[]> {
  return database()
    .select({
      segmentAssessmentId: segmentAssessments.segmentAssessmentId,
      assessedAt: segmentAssessments.assessedAt,
      band: segmentAssessments.band,
      bandBefore: segmentAssessments.bandBefore,
      points: segmentAssessments.points,
      why: segmentAssessments.why,
      by: nameOf(segmentAssessments.decidedBy),
    })
    .from(segmentAssessments)
    .where(eq(segmentAssessments.connectedAccountId, connectedAccountId))
    .orderBy(desc(segmentAssessments.number))
    .limit(HISTORY_MAX);
}
