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
