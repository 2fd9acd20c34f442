import { and, asc, desc, eq, sql } from 'drizzle-orm';
import { balanceTransactions } from '#drizzle/schema/ledger.ts';
import { payoutContents } from '#drizzle/schema/payouts.ts';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { currency } from '../money/currency.ts';
import { money, sumByCurrency, type Money } from '../money/money.ts';
import { keyset, pageOf, type Page, type PageRequest } from '../paging.ts';
import type { BalanceMovement, BalanceTransactionLine, PayoutContents } from './types.ts';

/** Past this many the page says only the sum that was kept when Stripe's list was read. */
const ADDED_UP_MAX = 10_000;
const CATEGORIES_MAX = 50;

type Payout = { payoutId: string; amount: Money; contentsCount: number; contentsNet: bigint };

const IS_SAME = and(
  eq(balanceTransactions.balanceTransactionId, payoutContents.balanceTransactionId),
  // The partition key, so that each one is looked for in one month only.
  eq(balanceTransactions.occurredAt, payoutContents.occurredAt),
);

/**
 * What an automatic payout pays: sums by reporting category from the mirrored balance transactions, and one page of them,
 * newest first. @throws DomainError `forbidden`
 */
export async function readPayoutContents(
  ctx: Context,
  payout: Payout,
  request: PageRequest,
): Promise<PayoutContents> {
  authorize(ctx, 'ledger.read');
  const code = payout.amount.currency;
  const [movements, lines] = await Promise.all([
    payout.contentsCount > ADDED_UP_MAX ? null : sumByCategory(payout),
    listLines(payout.payoutId, request),
  ]);
  const [added = money(0n, code)] = sumByCurrency((movements ?? []).map(({ net }) => net));
  return {
    count: payout.contentsCount,
    movements,
    total: movements === null ? money(payout.contentsNet, code) : added,
    lines,
  };
}

async function sumByCategory({ payoutId, amount: { currency: code } }: Payout): Promise<BalanceMovement[]> {
  const rows = await database()
    .select({
      category: balanceTransactions.reportingCategory,
      count: sql`count(*)`.mapWith(Number),
      gross: sql`sum(${balanceTransactions.amount})`.mapWith(BigInt),
      fee: sql`sum(${balanceTransactions.fee})`.mapWith(BigInt),
      net: sql`sum(${balanceTransactions.net})`.mapWith(BigInt),
    })
    .from(payoutContents)
    .innerJoin(balanceTransactions, IS_SAME)
    .where(eq(payoutContents.payoutId, payoutId))
    .groupBy(balanceTransactions.reportingCategory)
    .orderBy(desc(sql`sum(${balanceTransactions.net})`), asc(balanceTransactions.reportingCategory))
    .limit(CATEGORIES_MAX);
  return rows.map((row) => ({
    category: row.category,
    count: row.count,
    gross: money(row.gross, code),
    fee: money(row.fee, code),
    net: money(row.net, code),
  }));
}

async function listLines(payoutId: string, request: PageRequest): Promise<Page<BalanceTransactionLine>> {
  const { where, orderBy } = keyset(
    'descending',
    [
      { column: payoutContents.occurredAt, cast: 'timestamptz' },
      { column: payoutContents.balanceTransactionId, cast: 'text' },
    ],
    request.cursor,
  );
  const rows = await database()
    .select({
      balanceTransactionId: payoutContents.balanceTransactionId,
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
    .from(payoutContents)
    .innerJoin(balanceTransactions, IS_SAME)
    .where(and(eq(payoutContents.payoutId, payoutId), where))
    .orderBy(...orderBy)
    .limit(request.size + 1);
  const lines = rows.map(({ currency: code, ...row }) => ({
    ...row,
    amount: money(row.amount, currency(code)),
    fee: money(row.fee, currency(code)),
    net: money(row.net, currency(code)),
  }));
  return pageOf(request, lines, (row) => [row.occurredAt.toISOString(), row.balanceTransactionId]);
}
