import { randomUUID } from 'node:crypto';
import { eq, inArray, sql } from 'drizzle-orm';
import { z } from 'zod';
import { riskAuditDraws, riskAudits } from '#drizzle/schema/risk-audits.ts';
import { riskAssessments, riskFlags } from '#drizzle/schema/risk-decisions.ts';
import type { AuditEntry } from '../../audit/record-audit.ts';
import { defineVerb } from '../../verb.ts';
import { lockRiskAccounts } from '../facts/lock-risk-accounts.ts';

/** As long as a flag without money that stays. */
const DUE_DAYS = 3;

type Drawn = { result: { drawn: number | null }; audit: AuditEntry | null };

/**
 * Draws the lot of the day, once: which accounts that risk found nothing about a person looks at all the same. The database chooses; a
 * flag of its own reason is opened for each. @returns how many; null when the day has its draw
 */
export const drawRiskAudit = defineVerb({
  permission: 'risk.assess',
  input: z.strictObject({}),
  run: async (tx): Promise<Drawn> => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('risk:audit', 0))`);
    const [before] = await tx
      .select({ drawnOn: riskAuditDraws.drawnOn })
      .from(riskAuditDraws)
      .where(eq(riskAuditDraws.drawnOn, sql`(clock_timestamp() at time zone 'UTC')::date`));
    if (before !== undefined) return { result: { drawn: null }, audit: null };
    // All of it is the database's to fill in; what stands here is overwritten.
    const [draw] = await tx
      .insert(riskAuditDraws)
      .values({
        drawnOn: sql`current_date`,
        seed: '',
        candidates: 0,
        candidatesHash: '',
        drawn: 0,
        drawnAt: sql`clock_timestamp()`,
      })
      .returning();
    if (draw === undefined) throw new Error('A draw that was made has a row');
    const audits = await tx.select().from(riskAudits).where(eq(riskAudits.drawnOn, draw.drawnOn));
    await lockRiskAccounts(
      tx,
      audits.map(({ connectedAccountId }) => connectedAccountId),
    );
    const decisions = await tx
      .select({
        riskAssessmentId: riskAssessments.riskAssessmentId,
        score: riskAssessments.score,
        exposure: riskAssessments.exposure,
      })
      .from(riskAssessments)
      .where(
        inArray(
          riskAssessments.riskAssessmentId,
          audits.map(({ riskAssessmentId }) => riskAssessmentId),
        ),
      );
    const decisionOf = new Map(decisions.map((decision) => [decision.riskAssessmentId, decision]));
    for (const { connectedAccountId, currency, riskAssessmentId } of audits)
      await tx
        .insert(riskFlags)
        .values({
          riskFlagId: `rfl_${randomUUID().replaceAll('-', '')}`,
          connectedAccountId,
          currency,
          openedAt: draw.drawnAt,
          state: 'open',
          cause: 'audit',
          action: 'none',
          score: decisionOf.get(riskAssessmentId)?.score ?? 0,
          exposure: decisionOf.get(riskAssessmentId)?.exposure ?? 0n,
          riskAssessmentId,
          decidedAt: draw.drawnAt,
          dueAt: new Date(draw.drawnAt.getTime() + DUE_DAYS * 86_400_000),
          auditDrawnOn: draw.drawnOn,
        })
        // Something was found about it since: then it is looked at for that.
        .onConflictDoNothing();
    const { drawnOn, seed, candidates, candidatesHash, drawn } = draw;
    return {
      result: { drawn },
      audit: {
        action: 'risk_audit.draw',
        subject: drawnOn,
        after: { seed, candidates, candidatesHash, drawn },
      },
    };
  },
});
