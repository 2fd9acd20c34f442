import { sql, type SQL } from 'drizzle-orm';
import { PAYOUT_STEPS } from '../money/currency.ts';

/** Of a row with `amount` in minor units and `currency`: as much as Stripe pays out of it; the rest stays in the balance. */
export const wholeSteps = (row: 'held' | 'locked'): SQL => {
  const column = (name: string): SQL => sql.raw(`${row}.${name}`);
  return sql`(${column('amount')} - ${column('amount')} % coalesce((${JSON.stringify(PAYOUT_STEPS)}::jsonb ->> ${column('currency')})::bigint, 1))`;
};
