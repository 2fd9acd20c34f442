import { sql } from 'drizzle-orm';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { currency } from '../money/currency.ts';
import { money } from '../money/money.ts';
import type { WaitingMoney } from './types.ts';

/** Payouts that are approved and stay because of this press, a line a currency. @throws DomainError `forbidden` */
export async function readWaitingMoney(
  ctx: Context,
  pressed: { scope: string; scopeValue: string },
): Promise<WaitingMoney[]> {
  authorize(ctx, 'kill_switch.read');
  const rows = await database().execute<{ payouts: number; amount: string; currency: string }>(sql`
    select currency, count(*)::int as payouts, sum(amount)::text as amount from payout_requests
    where state = 'approved'
      and kill_switch_covers(${pressed.scope}, ${pressed.scopeValue}, connected_account_id, currency, method)
    group by currency order by sum(amount) desc, currency`);
  return rows.map((row) => ({
    payouts: row.payouts,
    amount: money(BigInt(row.amount), currency(row.currency)),
  }));
}
