import { desc, eq } from 'drizzle-orm';
import { invariantResults } from '#drizzle/schema/ledger.ts';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { INVARIANTS } from './invariants/all-invariants.ts';
import type { InvariantState, InvariantRun } from './types.ts';

const resultColumns = {
  ranAt: invariantResults.ranAt,
  outcome: invariantResults.outcome,
  rowsChecked: invariantResults.rowsChecked,
  findingCount: invariantResults.findingCount,
  findings: invariantResults.findings,
  durationMs: invariantResults.durationMs,
};

/** Every invariant with its newest result, in the order in which a person should read them; `run` is null before the first. */
export async function listInvariantStates(ctx: Context): Promise<InvariantState[]> {
  authorize(ctx, 'ledger.read');
  // One index probe per invariant: the table grows with every run, the list does not.
  return Promise.all(
    INVARIANTS.map(async ({ name, promise }) => ({
      name,
      promise,
      run: (await newestRuns(name, 1))[0] ?? null,
    })),
  );
}

async function newestRuns(name: string, limit: number): Promise<InvariantRun[]> {
  return database()
    .select(resultColumns)
    .from(invariantResults)
    .where(eq(invariantResults.invariant, name))
    .orderBy(desc(invariantResults.ranAt), desc(invariantResults.runId))
    .limit(limit);
}
