import { sql } from 'drizzle-orm';
import type { Transaction } from '../db/transaction.ts';
import { LEDGER_ACCOUNT } from './chart-of-accounts.ts';
import { executeSet } from './execute-set.ts';
import { PAYOUT_TYPES } from './journal/families.ts';

/** One currency of a connected account as its owner sees it; minor units, negative where it owes. */
export type OwnMoney = {
  currency: string;
  available: bigint;
  pending: bigint;
  /** Reserved for payouts that somebody asked for and that have not left. */
  reserved: bigint;
  onItsWay: bigint;
  /** Sales less refunds, disputes and fees; whatever was paid out is no part of it. */
  earned: bigint;
};

/** What a book holds now and what came in during the last days. One index range for each. */
export async function readOwnMoney(
  tx: Transaction,
  connectedAccountId: string,
  earnedDays: number,
): Promise<OwnMoney[]> {
  const { sellerAvailable, sellerPending, sellerReserved, sellerOnItsWay } = LEDGER_ACCOUNT;
  const types = sql.join(
    PAYOUT_TYPES.map((type) => sql`${type}`),
    sql`, `,
  );
  const rows = await executeSet<Record<keyof OwnMoney, string>>(
    tx,
    sql`
    select currency, coalesce(available, 0)::text as available, coalesce(pending, 0)::text as pending,
      coalesce(reserved, 0)::text as reserved, coalesce(on_its_way, 0)::text as "onItsWay", coalesce(earned, 0)::text as earned
    from (
      select currency, sum(credits - debits) filter (where ledger_account_code = ${sellerAvailable}) as available,
        sum(credits - debits) filter (where ledger_account_code = ${sellerPending}) as pending,
        sum(credits - debits) filter (where ledger_account_code = ${sellerReserved}) as reserved,
        sum(credits - debits) filter (where ledger_account_code = ${sellerOnItsWay}) as on_its_way
      from ledger_balances where connected_account_id = ${connectedAccountId} group by currency) as kept
    full join (
      select currency, sum(net) as earned from balance_transactions
      where connected_account_id = ${connectedAccountId} and occurred_at > now() - make_interval(days => ${earnedDays})
        and balance_type = 'payments' and type not in (${types})
      group by currency) as came using (currency)
    order by currency`,
  );
  return rows.map(({ currency, ...sums }) => ({
    currency,
    available: BigInt(sums.available),
    pending: BigInt(sums.pending),
    reserved: BigInt(sums.reserved),
    onItsWay: BigInt(sums.onItsWay),
    earned: BigInt(sums.earned),
  }));
}
