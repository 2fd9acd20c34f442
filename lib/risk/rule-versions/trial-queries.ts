import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import type { RiskRule } from '../rules/rule-text.ts';
import { tryInstruments, type RuleTrial } from './try-instruments.ts';

/** What other rules would have done in the last 90 days. The model is today's for both, so that only the rules differ. */
export async function tryRiskRules(ctx: Context, rules: readonly RiskRule[]): Promise<RuleTrial> {
  authorize(ctx, 'risk.read');
  return tryInstruments({ rules });
}
