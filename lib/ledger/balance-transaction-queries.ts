import { and, asc, desc, eq, gt, inArray, lte, not, or, sql, type SQL } from 'drizzle-orm';
import { balanceTransactions } from '#drizzle/schema/ledger.ts';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { currency } from '../money/currency.ts';
import { money, sumByCurrency, type Money } from '../money/money.ts';
import type { BalanceMovements, BalanceTransactionLine } from './types.ts';

/** A payout has one balance transaction, and a second one when it came back. */
const OF_ONE_PAYOUT_MAX = 20;

/** Past this many transactions the window is not explained on the page. */
const MOVEMENTS_MAX = 10_000;
const CATEGORIES_MAX = 50;

/** The balance transactions that a payout caused. @throws DomainError `forbidden` */
export async function listBalanceTransactionsOfPayout(
  ctx: Context,
  payout: {
    payoutId: string;
    connectedAccountId: string;
    balanceTransactionId: string | null;
    failureBalanceTransactionId: string | null;
  },
): Promise<BalanceTransactionLine[]> {
  authorize(ctx, 'ledger.read');
  const named = [payout.balanceTransactionId, payout.failureBalanceTransactionId].filter((id) => id !== null);
  const rows = await database()
    .select({
      balanceTransactionId: balanceTransactions.balanceTransactionId,
      type: balanceTransactions.type,
      currency: balanceTransactions.currency,
      amount: balanceTransactions.amount,
      fee: balanceTransactions.fee,
      net: balanceTransactions.net,
      status: balanceTransactions.status,
      occurredAt: balanceTransactions.occurredAt,
      availableAt: balanceTransactions.availableAt,
      isPosted: sql`${balanceTransactions.postedAt} is not null`.mapWith(Boolean),
    })
    .from(balanceTransactions)
    .where(
      and(
        eq(balanceTransactions.connectedAccountId, payout.connectedAccountId),
        or(
          eq(balanceTransactions.sourceId, payout.payoutId),
          named.length === 0 ? undefined : inArray(balanceTransactions.balanceTransactionId, named),
        ),
      ),
    )
    .orderBy(asc(balanceTransactions.occurredAt), asc(balanceTransactions.balanceTransactionId))
    .limit(OF_ONE_PAYOUT_MAX);
  return rows.map(({ currency: code, ...row }) => ({
    ...row,
    amount: money(row.amount, currency(code)),
    fee: money(row.fee, currency(code)),
    net: money(row.net, currency(code)),
  }));
}

/**
 * What moved the balance that a payout was paid from, since the payout before it.
 * Stripe does not say what a manual payout contains; this says what the balance gathered meanwhile.
 * @throws DomainError `forbidden`
 */
export async function explainBalanceBefore(
  ctx: Context,
  payout: { payoutId: string; connectedAccountId: string; occurredAt: Date; amount: Money },
  before: { payoutId: string; occurredAt: Date } | null,
): Promise<BalanceMovements> {
  authorize(ctx, 'ledger.read');
  const code = payout.amount.currency;
  const inWindow = database()
    .select({
      category: balanceTransactions.reportingCategory,
      amount: balanceTransactions.amount,
      fee: balanceTransactions.fee,
      net: balanceTransactions.net,
    })
    .from(balanceTransactions)
    .where(
      and(
        eq(balanceTransactions.connectedAccountId, payout.connectedAccountId),
        eq(balanceTransactions.currency, code),
        lte(balanceTransactions.occurredAt, payout.occurredAt),
        before === null ? undefined : gt(balanceTransactions.occurredAt, before.occurredAt),
        sql`${balanceTransactions.sourceId} is distinct from ${payout.payoutId}`,
        before === null ? undefined : not(isPayoutItself(before.payoutId)),
      ),
    )
    .limit(MOVEMENTS_MAX + 1)
    .as('in_window');
  const rows = await database()
    .select({
      category: inWindow.category,
      count: sql`count(*)`.mapWith(Number),
      gross: sql`sum(${inWindow.amount})`.mapWith(BigInt),
      fee: sql`sum(${inWindow.fee})`.mapWith(BigInt),
      net: sql`sum(${inWindow.net})`.mapWith(BigInt),
    })
    .from(inWindow)
    .groupBy(inWindow.category)
    .orderBy(desc(sql`sum(${inWindow.net})`), asc(inWindow.category))
    .limit(CATEGORIES_MAX);
  const movements = rows.map((row) => ({
    category: row.category,
    count: row.count,
    gross: money(row.gross, code),
    fee: money(row.fee, code),
    net: money(row.net, code),
  }));
  const [total] = sumByCurrency(movements.map((movement) => movement.net));
  return {
    since: before?.occurredAt ?? null,
    until: payout.occurredAt,
    movements,
    total: total ?? money(0n, code),
    isTooMany: rows.reduce((sum, row) => sum + row.count, 0) > MOVEMENTS_MAX,
  };
}

/** The booking of a payout, as against the one that brings it back. Stripe may date it a second after the payout. */
function isPayoutItself(payoutId: string): SQL {
  return sql`(coalesce(${balanceTransactions.sourceId}, '') = ${payoutId} and ${balanceTransactions.type} = 'payout')`;
}
