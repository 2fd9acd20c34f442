import { sql } from 'drizzle-orm';
import type { Transaction } from '../db/transaction.ts';
import { raiseAlarms } from '../ledger/raise-alarms.ts';
import type { AlarmDraft } from '../ledger/types.ts';

export type SeenBypass = {
  kind: 'payout' | 'schedule' | 'destination';
  connectedAccountId: string;
  /** `po_…`, the account's own id, or the destination's. */
  subject: string;
  /** What was seen, as a sentence. */
  seen: string;
  /** Of a payout that may be one of ours which this database has forgotten: its request. Then nobody undoes it by itself. */
  forgottenOf?: string | null;
};

/** Which alarm tells of it. */
export const ALARM_OF = {
  payout: 'payout_bypassed',
  schedule: 'schedule_bypassed',
  destination: 'destination_added',
} as const satisfies Record<SeenBypass['kind'], AlarmDraft['kind']>;

/**
 * While a press keeps an account, its schedule is set back so often in an hour as soon as that is seen. Something that goes on
 * switching it on is answered once a minute then, by `noteLeftOpenAccounts`: no race with it, and no end of the stop.
 */
const SET_BACK_AT_ONCE_MAX = 5;

/**
 * Writes down that something moved the money of an account past Sluice, or opened a way for it, and alarms: both in the
 * transaction that records what was seen, so that neither is known without the other. A worker then undoes what it can.
 * Only for accounts that Sluice pays out, and of schedules also for those that a press keeps; the same thing once while it is
 * being dealt with.
 * @param options.isSwept found by looking at what is so, and not by its change
 */
export async function noteBypasses(
  tx: Transaction,
  seen: readonly SeenBypass[],
  { isSwept = false } = {},
): Promise<void> {
  for (const one of seen.toSorted((a, b) => (a.subject < b.subject ? -1 : 1))) {
    const { kind, connectedAccountId, subject, forgottenOf = null } = one;
    const added = await tx.execute(sql`
      insert into bypasses (kind, connected_account_id, subject, seen, payout_request_id)
      select ${kind}, ${connectedAccountId}, ${subject}, ${one.seen},
        -- Of two that name one request, one at most is ours.
        (select ${forgottenOf}::text where not exists (select from bypasses as other where other.payout_request_id = ${forgottenOf}))
      where case when ${kind} = 'schedule' and kill_switch_covering(${connectedAccountId}, null, 'standard') is not null
        then ${isSwept} or ${SET_BACK_AT_ONCE_MAX} > (select count(*) from bypasses as before
          where before.kind = 'schedule' and before.connected_account_id = ${connectedAccountId}
            and before.seen_at > clock_timestamp() - interval '1 hour')
        else exists (select from payout_accounts where connected_account_id = ${connectedAccountId}) end
      on conflict (kind, subject) where state = 'waiting' or kind = 'payout' do nothing
      returning bypass_id`);
    if (added.length > 0)
      await raiseAlarms(tx, [
        {
          kind: ALARM_OF[kind],
          subject,
          text: `${one.seen} Sluice undoes what it can; this says what, in a moment.`,
        },
      ]);
  }
}
