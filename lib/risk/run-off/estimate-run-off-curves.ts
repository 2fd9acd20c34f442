import { sql } from 'drizzle-orm';
import type { Context } from '../../context.ts';
import { database } from '../../db/client.ts';
import { textHash } from '../../text-hash.ts';
import { CHOSEN_BY_HAND, estimateRunOff, type RunOffEstimate, type RunOffWay } from './estimate-run-off.ts';
import { readRunOffPast, type RunOffGroup } from './read-cohorts.ts';
import { recordRunOffCurves } from './record-run-off-curves.ts';
import { runOffText } from './run-off-text.ts';

/**
 * Estimates the run-off curves of this night from all that had happened until it began, where the night does not have them yet: of each
 * currency, and of its business categories of which there is enough to tell.
 * @returns how many were entered
 */
export async function estimateRunOffCurves(ctx: Context): Promise<number> {
  const [before] = await database().execute(sql`
    select from risk_run_off_curves where estimated_on = (clock_timestamp() at time zone 'UTC')::date limit 1`);
  if (before !== undefined) return 0;
  const { dataFrom, dataTo, groups } = await readRunOffPast(ctx.now);
  const curves = [...Map.groupBy(groups, ({ currency }) => currency).values()].flatMap((ofCurrency) => {
    const all = ofCurrency.filter(({ peerGroup }) => peerGroup === '*');
    return all.flatMap((whole) => {
      const told = estimateRunOff(whole.cohorts, {
        dataTo: dataTo.getTime(),
        accounts: whole.accounts,
        given: CHOSEN_BY_HAND,
      });
      const given = { refunds: told.refunds.left, disputes: told.disputes.left };
      const ofCategories = ofCurrency
        .filter(({ peerGroup, accounts }) => peerGroup !== '*' && accounts < whole.accounts)
        .map((group) => ({
          group,
          // What a category does not tell is as in the whole currency.
          estimate: estimateRunOff(group.cohorts, {
            dataTo: dataTo.getTime(),
            accounts: group.accounts,
            given,
          }),
        }))
        .filter(({ estimate }) => estimate.refunds.weight > 0 || estimate.disputes.weight > 0);
      return [{ group: whole, estimate: told }, ...ofCategories];
    });
  });
  if (curves.length === 0) return 0;
  const { recorded } = await recordRunOffCurves(ctx, {
    dataFrom,
    dataTo,
    curves: curves.map(({ group, estimate }) => rowOf(group, estimate)),
  });
  return recorded;
}

function rowOf({ currency, peerGroup, accounts, cohorts }: RunOffGroup, estimate: RunOffEstimate) {
  const text = runOffText(estimate);
  const timesOf = (way: RunOffWay): number =>
    cohorts.reduce(
      (sum, { back }) => back.reduce((all, one) => all + (one.way === way ? one.times : 0), sum),
      0,
    );
  return {
    currency,
    peerGroup,
    text,
    hash: textHash(text),
    accounts,
    cohorts: cohorts.length,
    charges: cohorts.reduce((sum, { charges }) => sum + charges, 0),
    refunds: timesOf('refunds'),
    disputes: timesOf('disputes'),
  };
}
