import type Stripe from 'stripe';

/** One alias per object kind that the simulator shows; JSON Schemas are generated from these, named as in `object`. */
export type account = Stripe.Account;
export type application_fee = Stripe.ApplicationFee;
export type balance = Stripe.Balance;
export type balance_settings = Stripe.BalanceSettings;
export type balance_transaction = Stripe.BalanceTransaction;
export type bank_account = Stripe.BankAccount;
export type capability = Stripe.Capability;
export type charge = Stripe.Charge;
export type dispute = Stripe.Dispute;
export type event = Stripe.EventBase;
export type fee_refund = Stripe.FeeRefund;
export type payment_intent = Stripe.PaymentIntent;
export type payout = Stripe.Payout;
export type radar_early_fraud_warning = Stripe.Radar.EarlyFraudWarning;
export type refund = Stripe.Refund;
export type reserve_transaction = Stripe.ReserveTransaction;
export type topup = Stripe.Topup;
export type transfer = Stripe.Transfer;
export type transfer_reversal = Stripe.TransferReversal;
export type v2_core_account = Stripe.V2.Core.Account;
export type event_type = Stripe.Event['type'];
