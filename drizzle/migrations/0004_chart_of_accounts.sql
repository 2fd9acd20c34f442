-- From `node scripts/generate-chart-of-accounts.ts --sql`; a changed chart needs a new migration with its output.
SET lock_timeout = '5s';
--> statement-breakpoint
INSERT INTO ledger_accounts (code, name, class, normal_side, explanation) VALUES
  (1000, 'Bank', 'asset', 'debit', 'Final payouts of the platform in, top-ups out; it starts at zero with the first payout, so it shows what was moved, not the bank’s own balance.'),
  (1100, 'Money at Stripe, available', 'asset', 'debit', 'Equals `available` in Stripe’s Balance; payouts, their failures and cancellations always touch this account, whatever their `available_on` says.'),
  (1110, 'Money at Stripe, pending', 'asset', 'debit', 'Equals `pending` in Stripe’s Balance; a balance transaction enters here when it becomes available after its creation, and moves to 1100 when Stripe calls it available.'),
  (1130, 'Reserved by Stripe for connected accounts', 'asset', 'debit', 'Platform money that Stripe keeps against negative connected balances (`connect_reserved`, booked by `reserve_transaction`): ours, but not spendable.'),
  (1140, 'Risk reserve at Stripe', 'asset', 'debit', 'Balance transactions whose `balance_type` is `risk_reserved`; outside `available` and `pending` in Stripe’s Balance.'),
  (1150, 'Refund and dispute prefunding at Stripe', 'asset', 'debit', 'Balance transactions whose `balance_type` is `refund_and_dispute_prefunding`.'),
  (1160, 'Issuing balance at Stripe', 'asset', 'debit', 'Balance transactions whose `balance_type` is `issuing`.'),
  (1170, 'Money at Stripe, unknown bucket', 'asset', 'debit', 'Balance transactions with a `balance_type` that we do not know; each raises an alarm, and nobody spends from here.'),
  (1180, 'Stripe, on its way to the bank', 'asset', 'debit', 'Payouts from creation until they are final, five business days after arrival without a failure; debits of a bank account stand here as a credit.'),
  (1190, 'Clearing of reserve movements', 'asset', 'debit', 'Joins the two transactions by which Stripe moves money into and out of a reserve or minimum balance; what remains is money set aside by Stripe that no other bucket shows.'),
  (2100, 'Seller, available', 'liability', 'credit', 'Owed to the seller and payable now; a debit balance is a negative connected balance, owed by the seller.'),
  (2110, 'Seller, pending', 'liability', 'credit', 'Owed to the seller once Stripe calls the underlying money available; gross and each fee are lines of their own.'),
  (2140, 'Seller, set aside by Stripe', 'liability', 'credit', 'Owed to the seller but kept by Stripe in a reserve, a minimum balance or another special balance.'),
  (2150, 'Seller, reserved', 'liability', 'credit', 'Owed to the seller and reserved for a payout request, held or not; used from the moment of the request until Stripe has the payout.'),
  (2180, 'Seller, on its way', 'liability', 'credit', 'Paid to the seller by a payout that may still come back; cleared against 1180 when the payout is final.'),
  (2300, 'Collected for sellers, not yet transferred', 'liability', 'credit', 'Platform book: charges come in gross, refunds and transfers go out, transfer reversals come back; what stays for good is the platform’s own share of those charges.'),
  (2310, 'Customer money not yet matched', 'liability', 'credit', 'Money that customers sent without a payment to match it (`payment_unreconciled`); it is nobody’s income until it is matched.'),
  (2400, 'Advances from Stripe', 'liability', 'credit', 'Money that Stripe advanced against pending funds, for instant payouts and financing; repaid by a later balance transaction.'),
  (4100, 'Application fees', 'income', 'credit', 'What the platform earns on charges and payouts of connected accounts, less fees given back.'),
  (5100, 'Stripe fees', 'expense', 'debit', 'Processing and payment method fees of the platform’s own balance transactions, fees billed separately, FX fees and dispute fees; a seller’s fees reduce what the seller is owed instead.'),
  (5200, 'Taxes and other fees', 'expense', 'debit', 'Taxes on fees, withheld taxes, tax transactions, and payments made from the Stripe balance.'),
  (5290, 'Unexplained fees', 'expense', 'debit', 'Fees of a type that we do not know, and the part of `fee` that `fee_details` does not explain; each raises an alarm.'),
  (5300, 'Cover of negative connected balances', 'expense', 'debit', 'What Stripe collected from the platform for connected accounts that stayed negative (`connect_collection_transfer`, after 180 days).'),
  (5400, 'Disputes', 'expense', 'debit', 'Disputed amounts taken from the platform, less those won back; recovering them from a seller is a transfer reversal and shows in 2300.'),
  (5500, 'Contributions and climate orders', 'expense', 'debit', 'Contributions and climate orders that Stripe takes from the balance, less refunds.'),
  (5600, 'Issuing card spending', 'expense', 'debit', 'Card spending of the platform through Stripe Issuing: holds, their release, transactions and disputes.'),
  (5900, 'Other adjustments', 'expense', 'debit', 'Adjustments by Stripe that are not disputes, in either direction.'),
  (9900, 'Suspense', 'suspense', 'credit', 'Balance transactions of a type that we do not know: booked at once so that the balance agrees, with an alarm; a person resolves each by a reversal and a new booking.')
ON CONFLICT (code) DO UPDATE SET name = excluded.name, class = excluded.class,
  normal_side = excluded.normal_side, explanation = excluded.explanation;
