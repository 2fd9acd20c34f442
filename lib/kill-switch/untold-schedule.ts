import { sql } from 'drizzle-orm';
import type { Transaction } from '../db/transaction.ts';

/** How the alarm of a schedule begins that Stripe has not told; the database knows it by that (0114). */
const UNTOLD = 'Stripe has not told whether it pays out ';

/** What is known of an account that a press keeps and of whose schedule Stripe says nothing. */
export function untoldInWords(name: string): string {
  return `${UNTOLD}${name} by itself, although a kill switch covers it.`;
}

/** After a release: nobody needs to know any more of an account that no press keeps now. */
export async function closeUntold(tx: Transaction): Promise<void> {
  await tx.execute(sql`
    update alarms set closed_at = now() where kind = 'schedule_bypassed' and closed_at is null and starts_with(text, ${UNTOLD})
      and kill_switch_covering(subject, null, 'standard') is null`);
}
