import type Stripe from 'stripe';

export type SourceType = 'bank_account' | 'card' | 'fpx';

/** One Stripe account (the platform's own or a connected one) with what Stripe knows and does not show. */
export type AccountRecord = {
  id: string;
  created: number;
  account: Stripe.Account;
  balanceSettings: Stripe.BalanceSettings;
  capabilities: Record<string, Stripe.Capability>;
  /** Account numbers as entered, by external account id: the test numbers decide whether a payout fails later. */
  bankNumbers: Record<string, string>;
  payoutsPaused: boolean;
  /** Payouts stopped by a pause; they stay pending until it is lifted or ten days have passed. */
  stoppedPayouts: string[];
  rejectedReason: string | null;
  authorized: boolean;
  /** Made by the v2 API: the v1 settings hash is absent and a payouts pause is not available. */
  madeByV2: boolean;
};

export type Bucket = { available: number; pending: number };

export type TimerKind =
  | 'balance_transaction_available'
  | 'payout_in_transit'
  | 'payout_arrival'
  | 'payout_pause_expired'
  | 'payout_reconciled'
  | 'payout_trace_id'
  | 'automatic_payouts'
  | 'topup_succeeded'
  | 'refund_succeeded';

export type Timer = { at: number; sequence: number; kind: TimerKind; owner: string; id: string };

export type WebhookEndpointRecord = {
  id: string;
  created: number;
  kind: 'account' | 'connect';
  secret: string;
  endpoint: Stripe.WebhookEndpoint;
};

export type Delivery = {
  eventId: string;
  owner: string;
  endpointId: string;
  attempts: number;
  status: 'pending' | 'failed' | 'dropped';
};

export type StoredAnswer = {
  hash: string;
  status: number;
  body: string;
  requestId: string;
  storedAtMs: number;
};

export type AccountSessionRecord = {
  id: string;
  /** The idempotency key that it was asked for with; no part of Stripe's object, for whoever checks a run. */
  key: string | null;
  created: number;
  expiresAt: number;
  session: Stripe.AccountSession;
};

export type EventRequest = { id: string | null; idempotency_key: string | null };

/** A snapshot event as stored; the SDK types each event's object apart, the simulator holds them all in one table. */
export type SnapshotEvent = Omit<Stripe.EventBase, 'data' | 'type'> & {
  type: string;
  data: { object: object; previous_attributes?: Record<string, unknown> };
};
