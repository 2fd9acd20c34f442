import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { raiseAlarms } from '../ledger/raise-alarms.ts';
import type { AlarmDraft } from '../ledger/types.ts';
import { defineVerb } from '../verb.ts';

const ALARM = { kind: 'audit_head_not_exported', subject: 'audit' } as const satisfies Partial<AlarmDraft>;

/** Raises an alarm while the audit head cannot leave, and closes it when it has. No audit: the alarm is the record. */
export const recordHeadExport = defineVerb({
  permission: 'audit.seal',
  input: z.object({ failure: z.string().max(300).nullable() }),
  run: async (tx, _ctx, { failure }) => {
    if (failure === null)
      await tx.execute(sql`
        update alarms set closed_at = now()
        where kind = ${ALARM.kind} and subject = ${ALARM.subject} and closed_at is null`);
    else
      await raiseAlarms(tx, [
        {
          ...ALARM,
          text: `The head of the audit record could not be kept outside: ${failure} Check AUDIT_HEAD_FILE and AUDIT_HEAD_URL.`,
        },
      ]);
    return { result: undefined, audit: null };
  },
});
