import { hash } from 'node:crypto';

/** What a payout request pays: exactly what is shown, decided, signed and sent to Stripe. */
export type PayoutPayload = {
  readonly payoutRequestId: string;
  readonly connectedAccountId: string;
  /** Minor units of `currency`. */
  readonly amount: bigint;
  readonly currency: string;
  readonly method: 'standard' | 'instant';
  readonly destinationId: string;
  readonly destinationFingerprint: string;
  readonly sourceType: string | null;
  readonly statementDescriptor: string | null;
};

/**
 * The one text of a payout request, with its SHA-256 in lower-case hex. The database refuses a request whose columns say
 * anything else, and decisions are bound to the hash.
 */
export function payoutPayload(request: PayoutPayload): { payload: string; payloadHash: string } {
  const payload = JSON.stringify({
    payout_request_id: request.payoutRequestId,
    connected_account_id: request.connectedAccountId,
    amount: request.amount.toString(),
    currency: request.currency,
    method: request.method,
    destination_id: request.destinationId,
    destination_fingerprint: request.destinationFingerprint,
    source_type: request.sourceType,
    statement_descriptor: request.statementDescriptor,
  });
  return { payload, payloadHash: hash('sha256', payload) };
}
