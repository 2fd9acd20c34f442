import { sql } from 'drizzle-orm';
import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { database } from '../../db/client.ts';
import { RUN_OFF_DAYS } from '../rules/money-at-risk.ts';
import { categoryWords } from '../forests/category-words.ts';
import type { RunOff } from '../types.ts';
import { parseRunOff } from './run-off-text.ts';

/** Currencies and business categories; the ones with most charges are shown. */
const CURVES_SHOWN_MAX = 20;
/** Ages that are drawn and listed: more tell nothing that one would see. */
const AGES = [0, 3, 7, 14, 21, 30, 45, 60, 75, 90, 105, RUN_OFF_DAYS] as const;

type Row = {
  currency: string;
  peer_group: string;
  text: string;
  hash: string;
  accounts: number;
  charges: number;
  refunds: number;
  disputes: number;
  data_from: string;
  data_to: string;
  estimated_at: string;
};

/** The run-off curves of each currency's newest night, those of most charges first. */
export async function listRunOffCurves(ctx: Context): Promise<RunOff[]> {
  authorize(ctx, 'risk.read');
  const rows = await database().execute<Row>(sql`
    select curve.currency, peer_group, text, hash, accounts, charges, refunds, disputes, data_from::text, data_to::text,
      estimated_at::text
    from risk_run_off_curves as curve join (
      select currency, max(estimated_on) as estimated_on from risk_run_off_curves group by currency) as night
      on night.currency = curve.currency and night.estimated_on = curve.estimated_on
    order by charges desc, curve.currency, peer_group limit ${CURVES_SHOWN_MAX}`);
  return rows.map((row) => {
    const { refunds, disputes, observedDays } = parseRunOff(row.text, row.hash);
    return {
      currency: row.currency,
      of: row.peer_group === '*' ? null : categoryWords(row.peer_group),
      hash: row.hash,
      accounts: row.accounts,
      charges: row.charges,
      times: { refunds: row.refunds, disputes: row.disputes },
      weights: { refunds: refunds.weight, disputes: disputes.weight },
      observedDays,
      dataFrom: new Date(row.data_from),
      dataTo: new Date(row.data_to),
      estimatedAt: new Date(row.estimated_at),
      ages: AGES.map((days) => ({
        days,
        refundsLeft: refunds.left[days] ?? 0,
        disputesLeft: disputes.left[days] ?? 0,
        refunded: refunds.back[days] ?? null,
        disputed: disputes.back[days] ?? null,
      })),
    };
  });
}
