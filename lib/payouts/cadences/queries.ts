import { desc, eq, sql } from 'drizzle-orm';
import { payoutCadenceRuns, payoutCadences } from '#drizzle/schema/cadences.ts';
import { payoutAccounts } from '#drizzle/schema/payout-requests.ts';
import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { database } from '../../db/client.ts';
import type { PayoutCadence } from '../types.ts';
import { APPROVED_SINCE } from './approved-since.ts';
import { amountsAsText } from './parse-amounts.ts';

/** Enough to see a pattern. */
const RUNS_SHOWN_MAX = 6;

/** Whether Sluice makes an account's payouts, when it proposes them, and what came of the last times. */
export async function readPayoutCadence(ctx: Context, connectedAccountId: string): Promise<PayoutCadence> {
  authorize(ctx, 'payouts.read');
  const [enrolled] = await database()
    .select({ enrolledAt: payoutAccounts.enrolledAt })
    .from(payoutAccounts)
    .where(eq(payoutAccounts.connectedAccountId, connectedAccountId));
  const [cadence] = await database()
    .select()
    .from(payoutCadences)
    .where(eq(payoutCadences.connectedAccountId, connectedAccountId));
  const runs = await database()
    .select()
    .from(payoutCadenceRuns)
    .where(eq(payoutCadenceRuns.connectedAccountId, connectedAccountId))
    .orderBy(desc(payoutCadenceRuns.dueAt), payoutCadenceRuns.currency)
    .limit(RUNS_SHOWN_MAX);
  return {
    enrolledAt: enrolled?.enrolledAt ?? null,
    plan:
      cadence === undefined
        ? null
        : {
            ...cadence,
            thresholds: amountsAsText(cadence.thresholds),
            minimumBalances: amountsAsText(cadence.minimumBalances),
            ...(await readWhoSetIt(connectedAccountId)),
          },
    runs,
  };
}

/** The person who set it, by name, and the currencies in which another person has approved a payout of it since. */
async function readWhoSetIt(
  connectedAccountId: string,
): Promise<{ setByName: string | null; approvedIn: string[] }> {
  const [row] = await database().execute<{ name: string | null; approved_in: string[] }>(sql`
    select person.name, array(select distinct request.currency from ${APPROVED_SINCE} order by 1) as approved_in
    from payout_cadences as cadence left join operators as person on person.operator_id = cadence.set_by
    where cadence.connected_account_id = ${connectedAccountId}`);
  return { setByName: row?.name ?? null, approvedIn: row?.approved_in ?? [] };
}
