import type { Side } from './types.ts';

/** One ledger account. The same number means the same thing in the platform's book and in every connected account's book. */
export type LedgerAccount = {
  readonly code: number;
  readonly name: string;
  readonly class: 'asset' | 'liability' | 'income' | 'expense' | 'suspense';
  readonly normalSide: Side;
  readonly explanation: string;
};

/** `connected_account_id` of the platform's own book. */
export const PLATFORM_BOOK = 'platform';

/** Names for the numbers, so that the journal reads as words. */
export const LEDGER_ACCOUNT = {
  bank: 1000,
  available: 1100,
  pending: 1110,
  connectReserved: 1130,
  riskReserve: 1140,
  prefunding: 1150,
  issuing: 1160,
  unknownBucket: 1170,
  onItsWay: 1180,
  reserveClearing: 1190,
  sellerAvailable: 2100,
  sellerPending: 2110,
  sellerSetAside: 2140,
  sellerReserved: 2150,
  sellerOnItsWay: 2180,
  collectedForSellers: 2300,
  unmatchedCustomerMoney: 2310,
  advances: 2400,
  applicationFees: 4100,
  stripeFees: 5100,
  taxesAndOtherFees: 5200,
  unexplainedFees: 5290,
  negativeBalanceCover: 5300,
  disputes: 5400,
  contributions: 5500,
  issuingSpend: 5600,
  otherAdjustments: 5900,
  suspense: 9900,
} as const;

const asset = (code: number, name: string, explanation: string): LedgerAccount => ({
  code,
  name,
  class: 'asset',
  normalSide: 'debit',
  explanation,
});
const liability = (code: number, name: string, explanation: string): LedgerAccount => ({
  code,
  name,
  class: 'liability',
  normalSide: 'credit',
  explanation,
});
const expense = (code: number, name: string, explanation: string): LedgerAccount => ({
  code,
  name,
  class: 'expense',
  normalSide: 'debit',
  explanation,
});

/**
 * The chart of accounts, in order of number. `ledger_accounts` and `docs/chart-of-accounts.md` are made from it.
 * "Seller" is the owner of the connected account; "the platform" is us.
 */
export const CHART_OF_ACCOUNTS: readonly LedgerAccount[] = [
  asset(
    LEDGER_ACCOUNT.bank,
    'Bank',
    'Final payouts of the platform in, top-ups out; it starts at zero with the first payout, so it shows what was moved, not the bank’s own balance.',
  ),
  asset(
    LEDGER_ACCOUNT.available,
    'Money at Stripe, available',
    'Equals `available` in Stripe’s Balance; payouts, their failures and cancellations always touch this account, whatever their `available_on` says.',
  ),
  asset(
    LEDGER_ACCOUNT.pending,
    'Money at Stripe, pending',
    'Equals `pending` in Stripe’s Balance; a balance transaction enters here when it becomes available after its creation, and moves to 1100 when Stripe calls it available.',
  ),
  asset(
    LEDGER_ACCOUNT.connectReserved,
    'Reserved by Stripe for connected accounts',
    'Platform money that Stripe keeps against negative connected balances (`connect_reserved`, booked by `reserve_transaction`): ours, but not spendable.',
  ),
  asset(
    LEDGER_ACCOUNT.riskReserve,
    'Risk reserve at Stripe',
    'Balance transactions whose `balance_type` is `risk_reserved`; outside `available` and `pending` in Stripe’s Balance.',
  ),
  asset(
    LEDGER_ACCOUNT.prefunding,
    'Refund and dispute prefunding at Stripe',
    'Balance transactions whose `balance_type` is `refund_and_dispute_prefunding`.',
  ),
  asset(
    LEDGER_ACCOUNT.issuing,
    'Issuing balance at Stripe',
    'Balance transactions whose `balance_type` is `issuing`.',
  ),
  asset(
    LEDGER_ACCOUNT.unknownBucket,
    'Money at Stripe, unknown bucket',
    'Balance transactions with a `balance_type` that we do not know; each raises an alarm, and nobody spends from here.',
  ),
  asset(
    LEDGER_ACCOUNT.onItsWay,
    'Stripe, on its way to the bank',
    'Payouts from creation until they are final, five business days after arrival without a failure; debits of a bank account stand here as a credit.',
  ),
  asset(
    LEDGER_ACCOUNT.reserveClearing,
    'Clearing of reserve movements',
    'Joins the two transactions by which Stripe moves money into and out of a reserve or minimum balance; what remains is money set aside by Stripe that no other bucket shows.',
  ),
  liability(
    LEDGER_ACCOUNT.sellerAvailable,
    'Seller, available',
    'Owed to the seller and payable now; a debit balance is a negative connected balance, owed by the seller.',
  ),
  liability(
    LEDGER_ACCOUNT.sellerPending,
    'Seller, pending',
    'Owed to the seller once Stripe calls the underlying money available; gross and each fee are lines of their own.',
  ),
  liability(
    LEDGER_ACCOUNT.sellerSetAside,
    'Seller, set aside by Stripe',
    'Owed to the seller but kept by Stripe in a reserve, a minimum balance or another special balance.',
  ),
  liability(
    LEDGER_ACCOUNT.sellerReserved,
    'Seller, reserved',
    'Owed to the seller and reserved for a payout request, held or not; used from the moment of the request until Stripe has the payout.',
  ),
  liability(
    LEDGER_ACCOUNT.sellerOnItsWay,
    'Seller, on its way',
    'Paid to the seller by a payout that may still come back; cleared against 1180 when the payout is final.',
  ),
  liability(
    LEDGER_ACCOUNT.collectedForSellers,
    'Collected for sellers, not yet transferred',
    'Platform book: charges come in gross, refunds and transfers go out, transfer reversals come back; what stays for good is the platform’s own share of those charges.',
  ),
  liability(
    LEDGER_ACCOUNT.unmatchedCustomerMoney,
    'Customer money not yet matched',
    'Money that customers sent without a payment to match it (`payment_unreconciled`); it is nobody’s income until it is matched.',
  ),
  liability(
    LEDGER_ACCOUNT.advances,
    'Advances from Stripe',
    'Money that Stripe advanced against pending funds, for instant payouts and financing; repaid by a later balance transaction.',
  ),
  {
    code: LEDGER_ACCOUNT.applicationFees,
    name: 'Application fees',
    class: 'income',
    normalSide: 'credit',
    explanation:
      'What the platform earns on charges and payouts of connected accounts, less fees given back.',
  },
  expense(
    LEDGER_ACCOUNT.stripeFees,
    'Stripe fees',
    'Processing and payment method fees of the platform’s own balance transactions, fees billed separately, FX fees and dispute fees; a seller’s fees reduce what the seller is owed instead.',
  ),
  expense(
    LEDGER_ACCOUNT.taxesAndOtherFees,
    'Taxes and other fees',
    'Taxes on fees, withheld taxes, tax transactions, and payments made from the Stripe balance.',
  ),
  expense(
    LEDGER_ACCOUNT.unexplainedFees,
    'Unexplained fees',
    'Fees of a type that we do not know, and the part of `fee` that `fee_details` does not explain; each raises an alarm.',
  ),
  expense(
    LEDGER_ACCOUNT.negativeBalanceCover,
    'Cover of negative connected balances',
    'What Stripe collected from the platform for connected accounts that stayed negative (`connect_collection_transfer`, after 180 days).',
  ),
  expense(
    LEDGER_ACCOUNT.disputes,
    'Disputes',
    'Disputed amounts taken from the platform, less those won back; recovering them from a seller is a transfer reversal and shows in 2300.',
  ),
  expense(
    LEDGER_ACCOUNT.contributions,
    'Contributions and climate orders',
    'Contributions and climate orders that Stripe takes from the balance, less refunds.',
  ),
  expense(
    LEDGER_ACCOUNT.issuingSpend,
    'Issuing card spending',
    'Card spending of the platform through Stripe Issuing: holds, their release, transactions and disputes.',
  ),
  expense(
    LEDGER_ACCOUNT.otherAdjustments,
    'Other adjustments',
    'Adjustments by Stripe that are not disputes, in either direction.',
  ),
  {
    code: LEDGER_ACCOUNT.suspense,
    name: 'Suspense',
    class: 'suspense',
    normalSide: 'credit',
    explanation:
      'Balance transactions of a type that we do not know: booked at once so that the balance agrees, with an alarm; a person resolves each by a reversal and a new booking.',
  },
];
