import { sql } from 'drizzle-orm';
import type { Database } from '../../db/client.ts';
import type { Transaction } from '../../db/transaction.ts';
import { executeSet } from '../../ledger/execute-set.ts';

/** What people read of a payout that Stripe calls failed or canceled before its balance transaction has come. */
export const NOT_BACK_YET =
  'Its money is not back in the balance yet, as far as Stripe’s balance transactions say. Sluice reads them every five minutes.';

/** Whether the money of a payout that came back is among the balance transactions again, as the guard of requests asks. */
export async function isMoneyBack(db: Transaction | Database, payoutId: string | null): Promise<boolean> {
  const [found] = await executeSet<{ is_back: boolean }>(
    db,
    sql`select is_money_back(${payoutId}) as is_back`,
  );
  return found?.is_back === true;
}
