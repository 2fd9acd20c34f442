import { z } from 'zod';
import { defineVerb } from '../../verb.ts';
import { amongPeers, forestOf } from '../forests/forest-of.ts';
import { decide } from '../rules/decide.ts';
import type { RiskAction } from '../rules/rule-text.ts';
import { runOffOf } from '../run-off/run-off-of.ts';
import { instrumentsOf } from './instruments.ts';
import { openDecision } from './open-decision.ts';
import { decisionInputsOf } from './read-decision-inputs.ts';
import { settleFlag, type FlagChange } from './settle-flag.ts';
import { storeDecision } from './store-decision.ts';

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
    const { at, readings, ...opened } = await openDecision(tx, connectedAccountId);
    const instruments = await instrumentsOf(tx, opened.instruments);
    const forest = await forestOf(tx, opened.instruments.forest);
    const assessed: Assessed[] = [];
    const changes: (FlagChange & { currency: string })[] = [];
    for (const { currency, reading, runOff, before, flag } of readings) {
      const curves = await runOffOf(tx, runOff);
      const seen = decisionInputsOf({ connectedAccountId, currency, at }, reading, curves);
      const inputs = amongPeers(seen, forest);
      const decision = decide(inputs, instruments);
      const { riskAssessmentId } = await storeDecision(tx, { inputs, decision, before, by: instruments });
      const change = await settleFlag(tx, ctx, { inputs, decision, riskAssessmentId }, flag);
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
