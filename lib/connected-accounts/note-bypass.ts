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
};

const ALARM_OF = {
  payout: 'payout_bypassed',
  schedule: 'schedule_bypassed',
  destination: 'destination_added',
} as const satisfies Record<SeenBypass['kind'], AlarmDraft['kind']>;

/**
 * Writes down that something moved the money of an account past Sluice, or opened a way for it, and alarms: both in the
 * transaction that records what was seen, so that neither is known without the other. A worker then undoes what it can.
 * Only for accounts that Sluice pays out; the same thing once while it is being dealt with.
 */
export async function noteBypasses(tx: Transaction, seen: readonly SeenBypass[]): Promise<void> {
  for (const one of seen.toSorted((a, b) => (a.subject < b.subject ? -1 : 1))) {
    const { kind, connectedAccountId, subject } = one;
    const added = await tx.execute(sql`
      insert into bypasses (kind, connected_account_id, subject, seen)
      select ${kind}, connected_account_id, ${subject}, ${one.seen} from payout_accounts
      where connected_account_id = ${connectedAccountId}
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
