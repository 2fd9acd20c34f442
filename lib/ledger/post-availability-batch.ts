import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { defineVerb } from '../verb.ts';
import { bookRows } from './book-rows.ts';
import { claimRows, markRows, refusalAlarms } from './claim-rows.ts';
import { draftAvailability } from './draft-balance-transaction.ts';
import { raiseAlarms } from './raise-alarms.ts';
import type { AlarmKind } from './types.ts';

const NOT_POSTED: AlarmKind = 'availability_not_posted';

/** Books pending money that Stripe now calls available, one batch, safe beside other workers. */
export const postAvailabilityBatch = defineVerb({
  permission: 'ledger.post',
  input: z.object({}),
  run: async (tx) => {
    const rows = await claimRows(tx, {
      due: sql`availability_posted_at is null and posted_at is not null and status = 'available'`,
      order: sql`available_at, balance_transaction_id`,
      alarmKind: NOT_POSTED,
    });
    const { done, refused } = await bookRows(tx, rows, draftAvailability);
    await markRows(tx, done, sql`availability_posted_at = now()`);
    await raiseAlarms(tx, refusalAlarms(NOT_POSTED, refused));
    const result = { claimed: rows.length, posted: done.length, refused: refused.length };
    const audit =
      rows.length === 0 ? null : { action: 'journal_entries.post', subject: 'availability', after: result };
    return { result, audit };
  },
});
