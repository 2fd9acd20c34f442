import { sql } from 'drizzle-orm';
import { refuseIfDone } from '../../audit/refuse-if-done.ts';
import type { Database } from '../../db/client.ts';
import type { Transaction } from '../../db/transaction.ts';
import { DomainError } from '../../errors.ts';

type Shown = { payoutRequestId: string; payoutId: string };

/**
 * Of a payout that was forgotten one thing is decided: that it is its request's, or that it is cancelled. This is for who wants the second.
 * @throws DomainError `conflict` once it is written down, with who did so and when
 */
export const refuseRecognised = (
  db: Database | Transaction,
  { payoutRequestId, payoutId }: Shown,
): Promise<void> =>
  refuseIfDone(
    db,
    sql`record.subject = ${payoutRequestId} and record.action = 'payout_request.recognise'
      and record.after ->> 'payoutId' = ${payoutId}`,
    'written it down as what was sent for this request',
  );

/**
 * For who wants the first.
 * @throws DomainError `conflict` once somebody has written it down, has had it cancelled, or has ended the request, with who did so and when
 */
export async function refuseDecidedOtherwise(db: Database | Transaction, shown: Shown): Promise<void> {
  await refuseRecognised(db, shown);
  await refuseIfDone(
    db,
    sql`record.subject = ${shown.payoutRequestId} and record.action = 'payout_request.cancel_forgotten'
      and record.after ->> 'payoutId' = ${shown.payoutId}
      and exists (select from payouts as payout where payout.payout_id = ${shown.payoutId} and payout.status = 'canceled')`,
    'had it cancelled at Stripe',
  );
  const ended = (state: 'cancelled' | 'rejected') =>
    sql`record.subject = ${shown.payoutRequestId} and record.action = ${state === 'cancelled' ? 'payout_request.cancel' : 'payout_request.reject'}
      and exists (select from payout_requests as request where request.payout_request_id = record.subject and request.state = ${state})`;
  await refuseIfDone(db, ended('cancelled'), 'cancelled this request');
  await refuseIfDone(db, ended('rejected'), 'rejected this request');
}

/** For who wants either. @throws DomainError `conflict` from when people ask to have it cancelled until Stripe has answered */
export async function refuseWhileCancelled(db: Database | Transaction, { payoutId }: Shown): Promise<void> {
  const [asked] = await db.execute<{ name: string; at: string }>(sql`
    select coalesce(operator.name, incident.cancel_asked_by) as name,
      to_char(incident.cancel_asked_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') as at
    from bypasses as incident left join operators as operator on operator.operator_id = incident.cancel_asked_by
    where incident.kind = 'payout' and incident.subject = ${payoutId} and incident.state = 'waiting' and incident.cancel_asks > 0`);
  if (asked !== undefined)
    throw new DomainError(
      'conflict',
      `${asked.name} asked at ${asked.at} UTC to have it cancelled at Stripe, and Stripe has not answered yet. You changed nothing. Look again in a minute.`,
    );
}
