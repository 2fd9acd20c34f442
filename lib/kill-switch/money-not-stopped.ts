import { sql } from 'drizzle-orm';
import type { Transaction } from '../db/transaction.ts';
import { currency } from '../money/currency.ts';
import { money } from '../money/money.ts';
import { lockedSchedules } from './locked-schedules.ts';
import type { MoneyNotStopped } from './types.ts';

/** Accounts of a press whose money is not known to be stopped, by what is known of them: what Stripe pays by itself first. */
export async function readMoneyNotStopped(
  from: Pick<Transaction, 'execute'>,
  killSwitchId: string,
): Promise<MoneyNotStopped[]> {
  const rows = await from.execute<{
    why: MoneyNotStopped['why'];
    accounts: number;
    money: { amount: string; currency: string }[];
  }>(sql`
    with ${lockedSchedules(killSwitchId)}, sums as (
      select why, held.currency, sum(held.amount) as amount from held join lock using (connected_account_id) where is_open group by why, held.currency)
    select why, count(*)::int as accounts,
      coalesce((select jsonb_agg(jsonb_build_object('currency', currency, 'amount', amount::text) order by currency)
        from sums where sums.why = lock.why), '[]') as money
    from lock where is_open group by why order by array_position(array['paid_by_itself', 'not_told', 'not_yet'], why)`);
  return rows.map(({ money: lying, ...row }) => ({
    ...row,
    exposed: lying.map((sum) => money(BigInt(sum.amount), currency(sum.currency))),
  }));
}
