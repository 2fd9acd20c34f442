import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { readVersions } from '../../versioned-texts/read-versions.ts';
import type { TextVersion } from '../../versioned-texts/types.ts';
import { RISK_RULE_TEXT } from './risk-rules.ts';

/** The versions of the rules, newest first. The newest published one decides; before there is one, those that Sluice came with do. */
export async function listRuleVersions(ctx: Context): Promise<TextVersion[]> {
  authorize(ctx, 'risk.read');
  return readVersions(RISK_RULE_TEXT);
}
