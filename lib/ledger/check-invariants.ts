import { z } from 'zod';
import { invariantResults } from '#drizzle/schema/index.ts';
import { elapsedMs } from '../clock.ts';
import { defineVerb } from '../verb.ts';
import { agreesWithStripe } from './invariants/agrees-with-stripe.ts';
import { balanceTransactionsBooked } from './invariants/balance-transactions-booked.ts';
import { bookingsOnRecord } from './invariants/bookings-on-record.ts';
import { entriesBalance } from './invariants/entries-balance.ts';
import { eventsProcessed } from './invariants/events-processed.ts';
import type { Invariant, Verdict } from './invariants/invariant.ts';
import { paidAtMostOnce } from './invariants/paid-at-most-once.ts';
import { partitionsReady } from './invariants/partitions-ready.ts';
import { trialBalance } from './invariants/trial-balance.ts';

/** In the order in which a person should read them: a broken one explains those after it. */
export const INVARIANTS: readonly Invariant[] = [
  entriesBalance,
  trialBalance,
  balanceTransactionsBooked,
  agreesWithStripe,
  eventsProcessed,
  partitionsReady,
  paidAtMostOnce,
  bookingsOnRecord,
];

export type InvariantReport = Verdict & { invariant: string; promise: string; durationMs: number };

/**
 * Runs every invariant over the live database and stores the results. The full check reads all postings and balance
 * transactions once or twice; give `from` to check row by row only the months since then.
 */
export const checkInvariants = defineVerb({
  permission: 'invariants.run',
  input: z.object({ from: z.date().nullable().default(null) }),
  run: async (tx, ctx, { from }) => {
    const reports: InvariantReport[] = [];
    for (const { name, promise, check } of INVARIANTS) {
      const startedAt = elapsedMs();
      const verdict = await check(tx, { now: ctx.now, from });
      reports.push({
        invariant: name,
        promise,
        ...verdict,
        durationMs: Math.round(elapsedMs() - startedAt),
      });
    }
    await tx
      .insert(invariantResults)
      .values(
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
