import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { recordAudit } from '../../audit/record-audit.ts';
import { executeSet } from '../../ledger/execute-set.ts';
import { PAYOUT_REQUEST } from '../../transitions.ts';
import { defineVerb } from '../../verb.ts';

/** One transaction; the rest follows a minute later. */
const BATCH = 500;

type Settled = { payout_request_id: string; connected_account_id: string; payout_id: string };

/**
 * Requests whose payout is final: five business days after its arrival, when the ledger has cleared it. A bank that sends it
 * back even later returns the request all the same.
 * @returns how many
 */
export const settlePayoutRequests = defineVerb({
  permission: 'payouts.dispatch',
  input: z.object({}),
  async run(tx, ctx) {
    const settled = await executeSet<Settled>(
      tx,
      sql`
      with final as (
        select request.payout_request_id from payout_requests as request join payouts as payout using (payout_id)
        where request.state = 'sent' and payout.status = 'paid' and payout.settlement_posted_at is not null
        order by request.requested_at, request.payout_request_id limit ${BATCH} for update of request skip locked
      )
      update payout_requests as request set state = ${PAYOUT_REQUEST.moves.settle.to}
      from final where request.payout_request_id = final.payout_request_id
      returning request.payout_request_id, request.connected_account_id, request.payout_id`,
    );
    for (const { payout_request_id: subject, connected_account_id, payout_id: payoutId } of settled)
      await recordAudit(tx, ctx, {
        action: 'payout_request.settle',
        subject,
        connectedAccountId: connected_account_id,
        before: { state: 'sent' },
        after: { state: PAYOUT_REQUEST.moves.settle.to, payoutId },
      });
    return { result: settled.length, audit: null };
  },
});
