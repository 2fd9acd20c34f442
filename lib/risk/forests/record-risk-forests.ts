import { randomUUID } from 'node:crypto';
import { and, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { riskForests } from '#drizzle/schema/risk-instruments.ts';
import { actorId, type AuditEntry } from '../../audit/record-audit.ts';
import { defineVerb } from '../../verb.ts';

const hash = z.string().length(64);

const forest = z.strictObject({
  peerGroup: z.string().min(1),
  text: z.string().min(2),
  hash,
  seed: z.int(),
  features: z.array(z.string()).readonly(),
  accounts: z.int().positive(),
  rows: z.int().positive(),
  rowsHash: hash,
  dataFrom: z.date(),
  dataTo: z.date(),
  metrics: z.record(z.string(), z.number()),
});

type Recorded = { result: { recorded: number }; audit: AuditEntry | null };

/** Enters the forests of a night, all groups at once and once a night. @returns how many; 0 when the night has its forests */
export const recordRiskForests = defineVerb({
  permission: 'risk.train',
  input: z.strictObject({ recipeHash: hash, forests: z.array(forest).min(1).readonly() }),
  run: async (tx, ctx, { recipeHash, forests }): Promise<Recorded> => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('risk:forests', 0))`);
    const today = sql`(clock_timestamp() at time zone 'UTC')::date`;
    const [before] = await tx
      .select({ id: riskForests.riskForestId })
      .from(riskForests)
      .where(and(eq(riskForests.recipeHash, recipeHash), eq(riskForests.grownOn, today)))
      .limit(1);
    if (before !== undefined) return { result: { recorded: 0 }, audit: null };
    await tx.insert(riskForests).values(
      forests.map((one) => ({
        ...one,
        riskForestId: `rfo_${randomUUID().replaceAll('-', '')}`,
        recipeHash,
        // The database says when; what stands here is overwritten.
        grownOn: today,
        grownAt: sql`clock_timestamp()`,
        grownBy: actorId(ctx.actor),
      })),
    );
    return {
      result: { recorded: forests.length },
      audit: {
        action: 'risk_forest.grow',
        subject: recipeHash,
        after: {
          forests: forests.map(({ peerGroup, hash: of, accounts, rowsHash }) => ({
            peerGroup,
            hash: of,
            accounts,
            rowsHash,
          })),
        },
      },
    };
  },
});
