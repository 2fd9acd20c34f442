import { z } from 'zod';
import { invariantResults } from '#drizzle/schema/ledger.ts';
import { elapsedMs } from '../clock.ts';
import { defineVerb } from '../verb.ts';
import { INVARIANTS } from './invariants/all-invariants.ts';
import type { Verdict } from './invariants/invariant.ts';

export type InvariantReport = Verdict & {
  invariant: string;
  promise: string;
  durationMs: number;
  covers: 'everything' | 'recent';
  coveredFrom: Date | null;
};

/**
 * Runs every invariant over the live database and stores the results with what they covered. The full check reads all
 * postings and balance transactions once or twice; give `from` for what each invariant's `timed` says instead.
 */
export const checkInvariants = defineVerb({
  permission: 'invariants.run',
  input: z.object({ from: z.date().nullable().default(null) }),
  run: async (tx, ctx, { from }) => {
    const reports: InvariantReport[] = [];
    for (const { name, promise, timed, check } of INVARIANTS) {
      const startedAt = elapsedMs();
      const verdict = await check(tx, { now: ctx.now, from });
      const isWhole = from === null || timed === null;
      reports.push({
        invariant: name,
        promise,
        ...verdict,
        covers: isWhole ? 'everything' : 'recent',
        coveredFrom: isWhole ? null : from,
        durationMs: Math.round(elapsedMs() - startedAt),
      });
    }
    await tx.insert(invariantResults).values(
      reports.map(({ promise: _promise, ...report }) => ({
        runId: ctx.requestId,
        ranAt: ctx.now,
        ...report,
      })),
    );
    const broken = reports.filter(({ outcome }) => outcome === 'broken').map(({ invariant }) => invariant);
    return {
      result: reports,
      audit: { action: 'invariants.check', subject: ctx.requestId, after: { broken } },
    };
  },
});
