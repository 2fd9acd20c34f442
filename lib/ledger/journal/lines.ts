import { minorUnits } from '../../money/money.ts';
import { LEDGER_ACCOUNT, PLATFORM_BOOK } from '../chart-of-accounts.ts';
import type { BalanceTransactionRow, PostingDraft, Side } from '../types.ts';

/** Where in Stripe's Balance a balance transaction counts. */
export type MoneyBucket = 'available' | 'pending' | 'risk_reserved' | 'prefunding' | 'issuing' | 'unknown';

const MONEY_ACCOUNT: Record<MoneyBucket, number> = {
  available: LEDGER_ACCOUNT.available,
  pending: LEDGER_ACCOUNT.pending,
  risk_reserved: LEDGER_ACCOUNT.riskReserve,
  prefunding: LEDGER_ACCOUNT.prefunding,
  issuing: LEDGER_ACCOUNT.issuing,
  unknown: LEDGER_ACCOUNT.unknownBucket,
};

const FEE_ACCOUNT: Record<string, number> = {
  stripe_fee: LEDGER_ACCOUNT.stripeFees,
  payment_method_passthrough_fee: LEDGER_ACCOUNT.stripeFees,
  application_fee: LEDGER_ACCOUNT.taxesAndOtherFees,
  tax: LEDGER_ACCOUNT.taxesAndOtherFees,
  withheld_tax: LEDGER_ACCOUNT.taxesAndOtherFees,
};

/** The part of `fee` that `fee_details` does not explain. */
const UNEXPLAINED_FEE = 'unexplained_fee';

export function isPlatformBook(row: BalanceTransactionRow): boolean {
  return row.connectedAccountId === PLATFORM_BOOK;
}

/**
 * Decided by facts that never change, not by today's `status`: money that becomes available after its creation was
 * pending, and its way to available is an entry of its own.
 */
export function bucketOf(row: BalanceTransactionRow): MoneyBucket {
  switch (row.balanceType) {
    case 'payments':
      return row.availableAt > row.occurredAt ? 'pending' : 'available';
    case 'risk_reserved':
      return 'risk_reserved';
    case 'refund_and_dispute_prefunding':
      return 'prefunding';
    case 'issuing':
      return 'issuing';
    default:
      return 'unknown';
  }
}

export function moneyAccount(bucket: MoneyBucket): number {
  return MONEY_ACCOUNT[bucket];
}

/** What the seller is owed follows where the money is. */
export function sellerAccount(bucket: MoneyBucket): number {
  switch (bucket) {
    case 'available':
      return LEDGER_ACCOUNT.sellerAvailable;
    case 'pending':
      return LEDGER_ACCOUNT.sellerPending;
    default:
      return LEDGER_ACCOUNT.sellerSetAside;
  }
}

/** One line from a signed amount; a negative one flips the side, zero leaves no line. */
function line(code: number, side: Side, signedAmount: bigint, component: string): PostingDraft[] {
  if (signedAmount === 0n) return [];
  if (signedAmount > 0n) return [{ ledgerAccountCode: code, side, amount: signedAmount, component }];
  const flipped = side === 'debit' ? 'credit' : 'debit';
  return [{ ledgerAccountCode: code, side: flipped, amount: -signedAmount, component }];
}

export function debit(code: number, signedAmount: bigint, component: string): PostingDraft[] {
  return line(code, 'debit', signedAmount, component);
}

export function credit(code: number, signedAmount: bigint, component: string): PostingDraft[] {
  return line(code, 'credit', signedAmount, component);
}

/** Fees summed by component in alphabetical order; whatever is missing up to `fee` comes last as `unexplained_fee`. */
export function feesOf(row: BalanceTransactionRow): { component: string; amount: bigint }[] {
  const sums = new Map<string, bigint>();
  let unexplained = row.fee;
  for (const detail of row.feeDetails) {
    const amount = minorUnits(detail.amount);
    sums.set(detail.type, (sums.get(detail.type) ?? 0n) + amount);
    unexplained -= amount;
  }
  const fees = [...sums]
    .map(([component, amount]) => ({ component, amount }))
    .sort((a, b) => (a.component < b.component ? -1 : 1));
  return unexplained === 0n ? fees : [...fees, { component: UNEXPLAINED_FEE, amount: unexplained }];
}

export function isKnownFee(component: string): boolean {
  return Object.hasOwn(FEE_ACCOUNT, component);
}

/** In the seller's book a fee lowers what the seller is owed; in the platform's book it is an expense. */
export function feeLines(row: BalanceTransactionRow, bucket: MoneyBucket): PostingDraft[] {
  return feesOf(row).flatMap(({ component, amount }) =>
    debit(
      isPlatformBook(row)
        ? (FEE_ACCOUNT[component] ?? LEDGER_ACCOUNT.unexplainedFees)
        : sellerAccount(bucket),
      amount,
      component,
    ),
  );
}

/** The usual three parts: net into the bucket, gross against `grossAccount`, each fee on its own line. */
export function netGrossAndFees(
  row: BalanceTransactionRow,
  grossAccount: number,
  bucket: MoneyBucket = bucketOf(row),
): PostingDraft[] {
  return [
    ...debit(moneyAccount(bucket), row.net, 'net'),
    ...credit(grossAccount, row.amount, 'gross'),
    ...feeLines(row, bucket),
  ];
}

/** As `netGrossAndFees`, with the gross owed to the seller in the seller's book. */
export function sellerOr(row: BalanceTransactionRow, platformAccount: number): PostingDraft[] {
  return netGrossAndFees(row, isPlatformBook(row) ? platformAccount : sellerAccount(bucketOf(row)));
}
