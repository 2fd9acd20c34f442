import { and, eq, isNull, ne, or } from 'drizzle-orm';
import { stripeBalances } from '#drizzle/schema/connected-accounts.ts';
import { holds } from '#drizzle/schema/holds.ts';
import type { Transaction } from '../../db/transaction.ts';
import { sumCameIn } from '../../ledger/open-shares-queries.ts';
import { readPayableBalance } from '../../ledger/reserve-payout-money.ts';
import { currency as currencyCode } from '../../money/currency.ts';
import { payableAmount, type Payable, type PayableFacts } from '../rules/payable-amount.ts';
import type { PayableAccount } from './lock-payout-account.ts';

/** What of one currency can be paid out now, with the balance that it comes from. The caller holds the account's row. */
export async function readPayable(
  tx: Transaction,
  account: PayableAccount,
  currency: string,
): Promise<Payable & { available: bigint }> {
  const { connectedAccountId, minimumBalances } = account;
  const balance = await readPayableBalance(tx, connectedAccountId, currency);
  const [stripe] = await tx
    .select({ available: stripeBalances.available })
    .from(stripeBalances)
    .where(
      and(eq(stripeBalances.connectedAccountId, connectedAccountId), eq(stripeBalances.currency, currency)),
    );
  const payable = payableAmount({
    ...balance,
    currency: currencyCode(currency),
    atStripe: stripe?.available ?? null,
    minimumBalance: BigInt(minimumBalances[currency] ?? 0),
    keeps: await readKeeps(tx, connectedAccountId, currency),
  });
  return { ...payable, available: balance.available };
}

/** Partial holds and rolling reserves on the whole account; those that keep everything stop payouts, not proposals. */
async function readKeeps(
  tx: Transaction,
  connectedAccountId: string,
  currency: string,
): Promise<PayableFacts['keeps']> {
  const open = await tx
    .select({ percent: holds.keepsPercent, rollingDays: holds.rollingDays, text: holds.reviewerText })
    .from(holds)
    .where(
      and(
        eq(holds.connectedAccountId, connectedAccountId),
        ne(holds.state, 'released'),
        ne(holds.keepsPercent, 100),
        isNull(holds.payoutRequestId),
        or(isNull(holds.currency), eq(holds.currency, currency)),
      ),
    )
    .orderBy(holds.placedAt, holds.holdId);
  const keeps: PayableFacts['keeps'][number][] = [];
  for (const { percent, rollingDays, text } of open) {
    const cameIn =
      rollingDays === null ? null : await sumCameIn(tx, { connectedAccountId, currency }, rollingDays);
    const what =
      rollingDays === null
        ? `Hold keeps ${String(percent)} %`
        : `Rolling reserve keeps ${String(percent)} % of ${String(rollingDays)} days`;
    keeps.push({ percent, cameIn, why: `${what}: ${text}` });
  }
  return keeps;
}
