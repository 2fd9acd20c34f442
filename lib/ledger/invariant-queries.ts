import { and, desc, eq } from 'drizzle-orm';
import { invariantResults } from '#drizzle/schema/ledger.ts';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { INVARIANTS } from './invariants/all-invariants.ts';
import { invariantStanding } from './invariant-standing.ts';
import type { InvariantState, InvariantRun } from './types.ts';

const resultColumns = {
  ranAt: invariantResults.ranAt,
  outcome: invariantResults.outcome,
  rowsChecked: invariantResults.rowsChecked,
  findingCount: invariantResults.findingCount,
  findings: invariantResults.findings,
  durationMs: invariantResults.durationMs,
  covers: invariantResults.covers,
  coveredFrom: invariantResults.coveredFrom,
  notes: invariantResults.notes,
  noteCount: invariantResults.noteCount,
};

/** Every invariant with how it stands now, in the order in which a person should read them. */
export async function listInvariantStates(ctx: Context): Promise<InvariantState[]> {
  authorize(ctx, 'ledger.read');
  // Two index probes per invariant: the table grows with every run, the list does not.
  return Promise.all(
    INVARIANTS.map(async ({ name, promise, timed, limit }) => {
      const [run, fullRun] = await Promise.all([newestRun(name), newestRun(name, { isFull: true })]);
      return { name, promise, timed, limit, run, fullRun, ...invariantStanding(run, fullRun, ctx.now) };
    }),
  );
}

async function newestRun(name: string, { isFull = false } = {}): Promise<InvariantRun | null> {
  const [run] = await database()
    .select(resultColumns)
    .from(invariantResults)
    .where(
      and(
        eq(invariantResults.invariant, name),
        isFull ? eq(invariantResults.covers, 'everything') : undefined,
      ),
    )
    .orderBy(desc(invariantResults.ranAt), desc(invariantResults.runId))
    .limit(1);
  return run ?? null;
}
