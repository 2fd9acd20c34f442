import { sql, type SQL } from 'drizzle-orm';

/** On record: that somebody let the request of exactly this attempt leave again. For `refuseIfDone`. */
export const renewed = (shown: { payoutRequestId: string; payoutAttemptId: string }): SQL =>
  sql`record.subject = ${shown.payoutRequestId} and record.action = 'payout_request.renew'
    and record.before ->> 'payoutAttemptId' = ${shown.payoutAttemptId}`;
