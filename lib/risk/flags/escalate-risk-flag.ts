import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { riskFlags } from '#drizzle/schema/risk-decisions.ts';
import { executeSet } from '../../ledger/execute-set.ts';
import { raiseAlarms } from '../../ledger/raise-alarms.ts';
import { defineVerb } from '../../verb.ts';
import { isOverdue } from './overdue-sql.ts';

/** Says loudly that nobody has looked at a flag in time. Nothing else happens: time never decides about money. */
export const escalateRiskFlag = defineVerb({
  permission: 'risk.assess',
  input: z.strictObject({ riskFlagId: z.string().startsWith('rfl_') }),
  run: async (tx, _ctx, { riskFlagId }) => {
    const [due] = await executeSet<{
      account: string;
      name: string | null;
      owner: string | null;
      held: boolean;
    }>(
      tx,
      sql`
      select flag.connected_account_id as account, account.display_name as name, person.name as owner, flag.hold_id is not null as held
      from risk_flags as flag left join connected_accounts as account using (connected_account_id)
      left join operators as person on person.operator_id = flag.owner_id
      where flag.risk_flag_id = ${riskFlagId} and ${isOverdue} for update of flag`,
    );
    if (due === undefined) return { result: { isEscalated: false }, audit: null };
    await tx
      .update(riskFlags)
      .set({ escalatedAt: sql`clock_timestamp()` })
      .where(eq(riskFlags.riskFlagId, riskFlagId));
    const whose = due.owner === null ? 'Nobody has taken it' : `${due.owner} has it`;
    const meanwhile = due.held ? 'Its money stays.' : 'It goes on being paid.';
    await raiseAlarms(tx, [
      {
        kind: 'risk_flag_overdue',
        subject: due.account,
        text: `What risk found about ${due.name ?? due.account} was to be looked at by now. ${whose}. ${meanwhile} Next: open the anomaly and say what it is.`,
      },
    ]);
    return {
      result: { isEscalated: true },
      audit: { action: 'risk_flag.escalate', subject: riskFlagId, connectedAccountId: due.account },
    };
  },
});
