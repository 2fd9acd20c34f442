import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { executeSet } from '../../ledger/execute-set.ts';
import { defineVerb } from '../../verb.ts';
import { noteBypassingPayouts } from './note-bypassing-payouts.ts';

/** As long as Stripe lists events, and a little more: what is older was looked at many times. */
const LOOK_BACK_DAYS = 35;
/** Alarms for people; whatever is beyond follows an hour later. */
const BATCH = 200;

type Missed = {
  id: string;
  account: string;
  occurred_at: string;
  amount: string;
  currency: string;
  method: string;
  is_automatic: boolean;
  metadata: Record<string, string>;
};

/**
 * Looks again at what is mirrored of accounts that Sluice pays out. A payout that came beside their enrolment, or while it could
 * still have been the one of a call of ours, was passed over when it was first seen.
 * @returns how many were looked at
 */
export const noteMissedBypasses = defineVerb({
  permission: 'bypasses.end',
  input: z.strictObject({}),
  async run(tx) {
    const unexplained = await executeSet<Missed>(
      tx,
      sql`
      select payout.payout_id as id, payout.connected_account_id as account, payout.occurred_at::text, payout.amount::text,
        payout.currency, payout.method, payout.is_automatic, payout.metadata
      from payout_accounts as ours join payouts as payout using (connected_account_id)
      where payout.occurred_at >= greatest(date_trunc('second', ours.enrolled_at), now() - make_interval(days => ${LOOK_BACK_DAYS}::int))
        and payout.original_payout_id is null
        and not exists (select from payout_attempts as attempt where attempt.payout_id = payout.payout_id)
        and not exists (select from bypasses as known where known.kind = 'payout' and known.subject = payout.payout_id)
      order by payout.occurred_at, payout.payout_id limit ${BATCH}`,
    );
    await noteBypassingPayouts(
      tx,
      unexplained.map((one) => ({
        payoutId: one.id,
        connectedAccountId: one.account,
        occurredAt: new Date(one.occurred_at),
        amount: BigInt(one.amount),
        currency: one.currency,
        method: one.method,
        isAutomatic: one.is_automatic,
        // Whether it may be one of ours that was forgotten is asked of what Stripe tells, and not of what is only mirrored.
        destinationId: null,
        originalPayoutId: null,
        metadata: one.metadata,
      })),
    );
    return { result: { lookedAt: unexplained.length }, audit: null };
  },
});
