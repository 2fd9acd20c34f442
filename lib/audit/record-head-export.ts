import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { endAlarms } from '../ledger/end-alarms.ts';
import { raiseAlarms } from '../ledger/raise-alarms.ts';
import type { AlarmDraft } from '../ledger/types.ts';
import { defineVerb } from '../verb.ts';

const ALARM = { kind: 'audit_head_not_exported', subject: 'audit' } as const satisfies Partial<AlarmDraft>;

/** Raises an alarm while the audit head cannot leave, and closes it, on record, when it has. */
export const recordHeadExport = defineVerb({
  permission: 'audit.seal',
  input: z.object({ failure: z.string().max(300).nullable() }),
  run: async (tx, ctx, { failure }) => {
    if (failure === null)
      await endAlarms(tx, ctx, {
        kind: ALARM.kind,
        ended: sql`subject = ${ALARM.subject}`,
        because: 'The head of the audit record was kept outside.',
      });
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
