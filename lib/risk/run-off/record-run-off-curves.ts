import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { riskRunOffCurves } from '#drizzle/schema/risk-run-off.ts';
import { actorId, type AuditEntry } from '../../audit/record-audit.ts';
import { defineVerb } from '../../verb.ts';

const count = z.int().nonnegative();
const curve = z.strictObject({
  currency: z.string().length(3),
  peerGroup: z.string().min(1),
  text: z.string().min(2),
  hash: z.string().length(64),
  accounts: z.int().positive(),
  cohorts: z.int().positive(),
  charges: z.int().positive(),
  refunds: count,
  disputes: count,
});

type Recorded = { result: { recorded: number }; audit: AuditEntry | null };

/** Enters the run-off curves of a night, all at once and once a night. @returns how many; 0 when the night has its curves */
export const recordRunOffCurves = defineVerb({
  permission: 'risk.train',
  input: z.strictObject({ dataFrom: z.date(), dataTo: z.date(), curves: z.array(curve).min(1).readonly() }),
  run: async (tx, ctx, { dataFrom, dataTo, curves }): Promise<Recorded> => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('risk:run-off', 0))`);
    const today = sql`(clock_timestamp() at time zone 'UTC')::date`;
    const [before] = await tx
      .select({ id: riskRunOffCurves.riskRunOffCurveId })
      .from(riskRunOffCurves)
      .where(sql`${riskRunOffCurves.estimatedOn} = ${today}`)
      .limit(1);
    if (before !== undefined) return { result: { recorded: 0 }, audit: null };
    await tx.insert(riskRunOffCurves).values(
      curves.map((one) => ({
        ...one,
        riskRunOffCurveId: `rro_${randomUUID().replaceAll('-', '')}`,
        // The database says when; what stands here is overwritten.
        estimatedOn: today,
        estimatedAt: sql`clock_timestamp()`,
        dataFrom,
        dataTo,
        estimatedBy: actorId(ctx.actor),
      })),
    );
    return {
      result: { recorded: curves.length },
      audit: {
        action: 'risk_run_off.estimate',
        subject: 'risk',
        after: {
          dataTo,
          curves: curves.map(({ currency, peerGroup, hash }) => ({ currency, peerGroup, hash })),
        },
      },
    };
  },
});
