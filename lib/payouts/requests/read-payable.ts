import { and, eq, isNull, ne, or, sql } from 'drizzle-orm';
import { payoutCadences } from '#drizzle/schema/cadences.ts';
import { stripeBalances } from '#drizzle/schema/connected-accounts.ts';
import { holds } from '#drizzle/schema/holds.ts';
import type { Database } from '../../db/client.ts';
import type { Transaction } from '../../db/transaction.ts';
import { readPayableBalance } from '../../ledger/reserve-payout-money.ts';
import { currency as currencyCode } from '../../money/currency.ts';
import { payableAmount, type Payable, type PayableFacts } from '../rules/payable-amount.ts';
import type { PayableAccount } from './lock-payout-account.ts';

/** `heldBecause` is the hold that keeps everything, in words: what is asked for now would wait behind it. */
type PayableNow = Payable & { available: bigint; heldBecause: string | null };

/**
 * What of one currency can be paid out now, with the balance that it comes from. Whoever asks for it holds the account's
 * row; for a look alone nobody has to.
 */
export async function readPayable(
  db: Transaction | Database,
  account: Pick<PayableAccount, 'connectedAccountId' | 'minimumBalances'>,
  currency: string,
): Promise<PayableNow> {
  const { connectedAccountId, minimumBalances } = account;
  const balance = await readPayableBalance(db, connectedAccountId, currency);
  const [stripe] = await db
    .select({ available: stripeBalances.available, pending: stripeBalances.pending })
    .from(stripeBalances)
    .where(
      and(eq(stripeBalances.connectedAccountId, connectedAccountId), eq(stripeBalances.currency, currency)),
    );
  const [cadence] = await db
    .select({ minimumBalances: payoutCadences.minimumBalances })
    .from(payoutCadences)
    .where(eq(payoutCadences.connectedAccountId, connectedAccountId));
  const { keeps, heldBecause } = await readHeld(db, connectedAccountId, currency);
  const payable = payableAmount({
    ...balance,
    currency: currencyCode(currency),
    atStripe: stripe?.available ?? null,
    owedSoon: stripe !== undefined && stripe.pending < 0n ? -stripe.pending : 0n,
    minimumBalance: BigInt(minimumBalances[currency] ?? 0),
    ownMinimumBalance: BigInt(cadence?.minimumBalances[currency] ?? 0),
    keeps,
  });
  return { ...payable, available: balance.available, heldBecause };
}

/** Holds on the whole account: those that keep a part, and whether one keeps everything, which stops payouts, not proposals. */
async function readHeld(
  db: Transaction | Database,
  connectedAccountId: string,
  currency: string,
): Promise<{ keeps: PayableFacts['keeps']; heldBecause: string | null }> {
  const open = await db
    .select({
      percent: holds.keepsPercent,
      rollingDays: holds.rollingDays,
      text: holds.reviewerText,
      keeps: sql<string>`hold_keeps(${holds}, ${currency})::text`,
    })
    .from(holds)
    .where(
      and(
        eq(holds.connectedAccountId, connectedAccountId),
        ne(holds.state, 'released'),
        isNull(holds.payoutRequestId),
        or(isNull(holds.currency), eq(holds.currency, currency)),
      ),
    )
    .orderBy(holds.placedAt, holds.holdId);
  const partial = open.filter(({ percent }) => percent < 100);
  const keeps = partial.map(({ percent, rollingDays, text, keeps: amount }) => ({
    amount: BigInt(amount),
    why:
      rollingDays === null
        ? `Hold keeps ${String(percent)} %: ${text}`
        : `Rolling reserve keeps ${String(percent)} % of ${String(rollingDays)} days: ${text}`,
  }));
  return { keeps, heldBecause: open.find((hold) => hold.percent === 100)?.text ?? null };
}
