import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { readClock } from '../../db/read-clock.ts';
import type { Transaction } from '../../db/transaction.ts';
import { executeSet } from '../../ledger/execute-set.ts';
import { defineVerb } from '../../verb.ts';
import { lockRiskAccounts } from '../facts/lock-risk-accounts.ts';
import { decide } from '../rules/decide.ts';
import type { RiskAction } from '../rules/rule-text.ts';
import { readInstruments } from './instruments.ts';
import { readDecisionInputs } from './read-decision-inputs.ts';
import { settleFlag, type FlagChange } from './settle-flag.ts';
import { storeDecision } from './store-decision.ts';

/** Nothing that is older is judged anew; it is in the baselines. */
const ASSESSED_DAYS = 30;

/** What was decided about one currency of the account. */
type Assessed = {
  readonly currency: string;
  readonly score: number;
  readonly action: RiskAction;
  readonly riskAssessmentId: string;
};

/**
 * Decides about a connected account from everything that was learned of it until now, and does what the decision says: flags it, keeps
 * money or lifts what it kept. First it takes the lock under which facts are learned, then the time: what is learned later was not
 * seen, and what was learned before was.
 */
export const assessConnectedAccount = defineVerb({
  permission: 'risk.assess',
  input: z.strictObject({ connectedAccountId: z.string().startsWith('acct_') }),
  run: async (tx, ctx, { connectedAccountId }) => {
    await lockRiskAccounts(tx, [connectedAccountId]);
    await tx.execute(sql`delete from risk_due where connected_account_id = ${connectedAccountId}`);
    const at = await readClock(tx);
    const instruments = await readInstruments(tx);
    const assessed: Assessed[] = [];
    const changes: (FlagChange & { currency: string })[] = [];
    for (const currency of await currenciesOf(tx, connectedAccountId, at)) {
      const inputs = await readDecisionInputs(tx, { connectedAccountId, currency, at });
      const decision = decide(inputs, instruments);
      const { riskAssessmentId } = await storeDecision(tx, inputs, decision, instruments);
      const change = await settleFlag(tx, ctx, { inputs, decision, riskAssessmentId });
      assessed.push({ currency, score: decision.score, action: decision.action, riskAssessmentId });
      if (change !== null) changes.push({ ...change, currency });
    }
    return {
      result: assessed,
      audit:
        changes.length === 0
          ? null
          : {
              action: 'risk_flag.follow',
              subject: connectedAccountId,
              connectedAccountId,
              after: { changes, assessed },
            },
    };
  },
});

async function currenciesOf(tx: Transaction, connectedAccountId: string, at: Date): Promise<string[]> {
  const rows = await executeSet<{ currency: string }>(
    tx,
    sql`
    select distinct currency from risk_day_counters
    where connected_account_id = ${connectedAccountId}
      and day >= (${at.toISOString()}::timestamptz at time zone 'UTC')::date - ${ASSESSED_DAYS}::int
    union
    select currency from risk_flags where connected_account_id = ${connectedAccountId} and state <> 'closed'
    order by currency`,
  );
  return rows.map(({ currency }) => currency);
}
