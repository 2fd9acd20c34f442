import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { defineVerb } from '../verb.ts';
import { bookRows } from './book-rows.ts';
import { claimRows, markRows, NOT_POSTED, refusalAlarms } from './claim-rows.ts';
import { bookingAlarms, draftAvailability, draftBooking } from './draft-balance-transaction.ts';
import { familyOf } from './journal/families.ts';
import { raiseAlarms } from './raise-alarms.ts';

/**
 * Books the oldest recorded balance transactions that are not booked: rows whose booking was refused and whose alarm was
 * closed since. One batch, safe beside other workers.
 * @returns `claimed` 0 when nothing is left; `suspended` of the `posted` stand in 9900; `refused` got an alarm
 */
export const postBalanceTransactionBatch = defineVerb({
  permission: 'ledger.post',
  input: z.object({}),
  run: async (tx) => {
    const rows = await claimRows(tx, {
      due: sql`posted_at is null`,
      order: sql`occurred_at, balance_transaction_id`,
      alarmKind: NOT_POSTED,
    });
    const { done, refused } = await bookRows(tx, rows, draftBooking);
    const becomesAvailableLater = done.filter((row) => draftAvailability(row) !== null);
    const isSettled = done.filter((row) => draftAvailability(row) === null);
    await markRows(tx, becomesAvailableLater, sql`posted_at = now()`);
    await markRows(tx, isSettled, sql`posted_at = now(), availability_posted_at = now()`);
    await raiseAlarms(tx, [...done.flatMap(bookingAlarms), ...refusalAlarms(NOT_POSTED, refused)]);
    const result = {
      claimed: rows.length,
      posted: done.length,
      suspended: done.filter((row) => familyOf(row).kind === 'unknown').length,
      refused: refused.length,
    };
    const audit =
      rows.length === 0 ? null : { action: 'journal_entries.post', subject: 'bookings', after: result };
    return { result, audit };
  },
});
