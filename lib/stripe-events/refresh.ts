/**
 * What must be read again from Stripe because an event said that it changed. Nothing of the event's snapshot is
 * booked, so order, repetition and delay of deliveries cannot matter. `connectedAccountId` is `acct_…` or `platform`.
 */
export type Refresh =
  | { kind: 'connected_account' | 'balance_transactions' | 'balance'; connectedAccountId: string }
  | { kind: 'payout'; connectedAccountId: string; payoutId: string }
  | { kind: 'dispute'; connectedAccountId: string; disputeId: string };

/** Equal refreshes have equal keys, so that a batch of events about one object reads it once. */
export function refreshKey(refresh: Refresh): string {
  const { kind, connectedAccountId } = refresh;
  if (kind === 'payout') return `payout:${connectedAccountId}:${refresh.payoutId}`;
  if (kind === 'dispute') return `dispute:${connectedAccountId}:${refresh.disputeId}`;
  return `${kind}:${connectedAccountId}`;
}
