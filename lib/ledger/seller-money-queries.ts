import { inArray, sql } from 'drizzle-orm';
import { ledgerBalances } from '#drizzle/schema/ledger.ts';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { LEDGER_ACCOUNT } from './chart-of-accounts.ts';

/** Currencies in the world number about 180. */
const CURRENCIES_MAX = 200;

/** What all connected accounts own in one currency, in minor units; together all that is owed to them. */
export type SellerMoney = {
  currency: string;
  available: bigint;
  pending: bigint;
  /** Of payouts that were asked for, held or not, until Stripe has them. */
  reserved: bigint;
  setAside: bigint;
  onItsWay: bigint;
};

/** Sums of the running balances per currency, one line each. @throws DomainError `forbidden` */
export async function sumSellerMoney(ctx: Context): Promise<SellerMoney[]> {
  authorize(ctx, 'ledger.read');
  const owed = sql`${ledgerBalances.credits} - ${ledgerBalances.debits}`;
  const ofAccount = (code: number) =>
    sql`coalesce(sum(${owed}) filter (where ${ledgerBalances.ledgerAccountCode} = ${code}), 0)`.mapWith(
      BigInt,
    );
  return database()
    .select({
      currency: ledgerBalances.currency,
      available: ofAccount(LEDGER_ACCOUNT.sellerAvailable),
      pending: ofAccount(LEDGER_ACCOUNT.sellerPending),
      reserved: ofAccount(LEDGER_ACCOUNT.sellerReserved),
      setAside: ofAccount(LEDGER_ACCOUNT.sellerSetAside),
      onItsWay: ofAccount(LEDGER_ACCOUNT.sellerOnItsWay),
    })
    .from(ledgerBalances)
    .where(
      inArray(ledgerBalances.ledgerAccountCode, [
        LEDGER_ACCOUNT.sellerAvailable,
        LEDGER_ACCOUNT.sellerPending,
        LEDGER_ACCOUNT.sellerReserved,
        LEDGER_ACCOUNT.sellerSetAside,
        LEDGER_ACCOUNT.sellerOnItsWay,
      ]),
    )
    .groupBy(ledgerBalances.currency)
    .limit(CURRENCIES_MAX);
}
