import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { segmentAssessments, segmentDue, segmentStandings } from '#drizzle/schema/segments.ts';
import { readClock } from '../../db/read-clock.ts';
import type { Transaction } from '../../db/transaction.ts';
import { lockHeldAccount } from '../../holds/insert-hold.ts';
import { defineVerb } from '../../verb.ts';
import { compareBands } from '../rules/bands.ts';
import { nextDueAt, scoreSegment } from '../rules/scorecard.ts';
import { holdOutsideRules } from './hold-outside-rules.ts';
import { readSegmentInputs } from './read-segment-inputs.ts';
import { settleProposal } from './settle-proposal.ts';
import {
  EFFECTS_HASH,
  SCORECARD_HASH,
  storeAssessment,
  writeStanding,
  type Cause,
  type Standing,
} from './write-assessment.ts';

/**
 * Scores one connected account from what is stored of it now. A stricter band counts at once; a looser one becomes a proposal for
 * a person. What stands outside the scorecard holds everything. Stored when it says something else than before.
 * @throws DomainError `not_found`
 */
export const assessSegment = defineVerb({
  permission: 'segments.assess',
  input: z.strictObject({ connectedAccountId: z.string().startsWith('acct_') }),
  run: async (tx, ctx, { connectedAccountId }) => {
    // First in every writer's order, as a permit takes it.
    await lockHeldAccount(tx, connectedAccountId);
    const [before] = await tx
      .select()
      .from(segmentStandings)
      .where(eq(segmentStandings.connectedAccountId, connectedAccountId))
      .for('update');
    const due = await tx
      .delete(segmentDue)
      .where(eq(segmentDue.connectedAccountId, connectedAccountId))
      .returning({ id: segmentDue.connectedAccountId });
    // Whoever asked may have waited for the lock: what was learned meanwhile is off the list of those due, so it is seen now.
    const seenUntil = await readClock(tx);
    const inputs = await readSegmentInputs(tx, connectedAccountId, ctx.now > seenUntil ? ctx.now : seenUntil);
    const outcome = scoreSegment(inputs);
    const band =
      before === undefined || compareBands(outcome.band, before.band) > 0 ? outcome.band : before.band;
    const last = before === undefined ? undefined : await lastAssessment(tx, before);
    const outcomeText = JSON.stringify(outcome);
    const isNews =
      last === undefined ||
      last.outcome !== outcomeText ||
      last.band !== band ||
      last.scorecardHash !== SCORECARD_HASH ||
      last.effectsHash !== EFFECTS_HASH;
    if (before !== undefined && last !== undefined && !isNews) {
      await tx
        .update(segmentStandings)
        .set({ assessedAt: ctx.now, dueAt: nextDueAt(inputs) })
        .where(eq(segmentStandings.connectedAccountId, connectedAccountId));
      return { result: { band, isNews: false }, audit: null };
    }
    const cause: Cause =
      before === undefined
        ? 'first'
        : last?.scorecardHash !== SCORECARD_HASH || last.effectsHash !== EFFECTS_HASH
          ? 'scorecard'
          : due.length > 0
            ? 'facts'
            : 'time';
    const stored = await storeAssessment(tx, ctx, {
      connectedAccountId,
      inputs,
      outcome,
      band,
      before,
      cause,
    });
    await writeStanding(tx, ctx, { connectedAccountId, inputs, outcome, band, before, ...stored });
    const proposal = await settleProposal(tx, ctx, { connectedAccountId, band, outcome, ...stored });
    const holdIds = await holdOutsideRules(tx, ctx, connectedAccountId, outcome.outside, last?.outcome);
    return {
      result: { band, isNews: true },
      audit: {
        action: before === undefined || before.band === band ? 'segment.assess' : 'segment.change_band',
        subject: connectedAccountId,
        ...(before === undefined ? {} : { before: { band: before.band, points: before.points } }),
        after: {
          band,
          scoredBand: outcome.band,
          points: outcome.points,
          cause,
          proposal,
          holdIds,
          ...stored,
        },
      },
    };
  },
});

async function lastAssessment(tx: Transaction, { segmentAssessmentId }: Standing) {
  const [last] = await tx
    .select()
    .from(segmentAssessments)
    .where(eq(segmentAssessments.segmentAssessmentId, segmentAssessmentId));
  return last;
}
