import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { AuditEntry } from '../../audit/record-audit.ts';
import { executeSet } from '../../ledger/execute-set.ts';
import { defineVerb } from '../../verb.ts';
import { openCheck, REPLAYED_DAYS, SPOKEN_DAYS } from './open-check.ts';

type Opened = { result: { isOpened: boolean }; audit: AuditEntry | null };

/** Opens the check of the month, unless it was measured in as many days or there is no past of that age yet. */
export const openMonthlyCheck = defineVerb({
  permission: 'risk.train',
  input: z.strictObject({}),
  run: async (tx, ctx): Promise<Opened> => {
    const [row] = await executeSet<{ due: boolean }>(
      tx,
      sql`
      select exists (select from risk_day_counters where day < current_date - ${SPOKEN_DAYS}::int
          and day >= current_date - ${SPOKEN_DAYS + REPLAYED_DAYS}::int)
        and not exists (select from risk_calibration_checks
          where state = 'done' and asked_at > now() - make_interval(days => ${REPLAYED_DAYS})) as due`,
    );
    const subject = row?.due === true ? await openCheck(tx, ctx) : null;
    if (subject === null) return { result: { isOpened: false }, audit: null };
    return { result: { isOpened: true }, audit: { action: 'risk_calibration.ask', subject } };
  },
});
