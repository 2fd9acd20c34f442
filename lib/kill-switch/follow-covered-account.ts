import { jobContext, type Context } from '../context.ts';
import type { Transaction } from '../db/transaction.ts';
import { extendKillSwitch } from './extend-kill-switch.ts';
import { keepPlansOut } from './plan-lock.ts';
import { listPlannedSwitches } from './step-queries.ts';

/**
 * In the transaction that records of an account what a press goes by: each press that stands covers the account from then on.
 * Whoever asks afterwards whether one does gets the answer that the plan of a press gets, too.
 */
export async function followCoveredAccount(
  tx: Transaction,
  { requestId }: Pick<Context, 'requestId'>,
  connectedAccountId: string,
): Promise<void> {
  await keepPlansOut(tx);
  // Who records it has nothing to do with the switch; what covers it is one of its phases.
  const ctx = { ...jobContext('stop-payouts'), requestId };
  for (const killSwitchId of await listPlannedSwitches(ctx, tx))
    await extendKillSwitch(ctx, { killSwitchId, among: connectedAccountId }, tx);
}
