import { now } from '../../clock.ts';
import type { Context } from '../../context.ts';
import { log } from '../../log.ts';
import { isRefusal } from '../../verb.ts';
import { advancePayoutCadence } from './advance-payout-cadence.ts';
import { type DueCadence, listDueCadences, listDueCurrencies } from './due-cadences.ts';
import { noteRefusedRun } from './note-refused-run.ts';
import { type CadenceOutcome, runPayoutCadence } from './run-payout-cadence.ts';

export type ProposedTally = Record<CadenceOutcome | 'refused' | 'failed', number>;

/**
 * Proposes what is due, account by account, each currency in a transaction of its own. Safe to stop at any point, to
 * repeat and to run beside other workers. An account that fails stays due and keeps no other one waiting.
 * @throws the first failure, after all others had their turn
 */
export async function proposeDuePayouts(ctx: Context, signal?: AbortSignal): Promise<ProposedTally> {
  const tally: ProposedTally = { proposed: 0, nothing_payable: 0, 'done before': 0, refused: 0, failed: 0 };
  const failures: unknown[] = [];
  for (
    let page = await listDueCadences(ctx, null);
    page.length > 0;
    page = await listDueCadences(ctx, page.at(-1) ?? null)
  )
    for (const due of page) {
      if (signal?.aborted === true) return tally;
      try {
        await proposeOfAccount({ ...ctx, now: now() }, due, tally);
      } catch (error) {
        // Told below, when the others had their turn; the account is still due then.
        log.error({ err: error, connectedAccountId: due.connectedAccountId }, 'a due cadence failed');
        failures.push(error);
        tally.failed += 1;
      }
    }
  if (failures.length > 0)
    throw new AggregateError(failures, `${String(failures.length)} due cadences failed`);
  return tally;
}

async function proposeOfAccount(
  ctx: Context,
  { connectedAccountId, dueAt }: DueCadence,
  tally: ProposedTally,
): Promise<void> {
  for (const currency of await listDueCurrencies(ctx, connectedAccountId)) {
    const run = { connectedAccountId, currency, dueAt };
    try {
      tally[await runPayoutCadence(ctx, run)] += 1;
    } catch (error) {
      if (!isRefusal(error)) throw error;
      await noteRefusedRun(ctx, { ...run, because: error.message });
      tally.refused += 1;
    }
  }
  await advancePayoutCadence(ctx, { connectedAccountId, dueAt });
}
