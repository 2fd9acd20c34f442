import { z } from 'zod';
import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { DomainError } from '../../errors.ts';
import { reviewerText } from '../../holds/schemas.ts';
import { inputWords, refusalOfInput } from '../../input-words.ts';
import { log } from '../../log.ts';
import { RISK_VERDICTS, VERDICTS_TOGETHER_MAX, type VerdictOutcome } from '../types.ts';
import { giveRiskVerdict } from './give-risk-verdict.ts';

const chosen = z.strictObject({
  flags: z
    .array(
      z.strictObject({
        riskFlagId: z.string().startsWith('rfl_'),
        riskAssessmentId: z.string().startsWith('ras_'),
        cause: z.string(),
        action: z.string(),
      }),
    )
    .min(1, { error: 'Choose at least one anomaly.' })
    .max(VERDICTS_TOGETHER_MAX, {
      error: `At most ${String(VERDICTS_TOGETHER_MAX)} can be decided together. Narrow the list first.`,
    }),
  verdict: z.enum(RISK_VERDICTS, { error: 'Choose what it is.' }),
  reason: reviewerText,
});

/**
 * One verdict about several flags. Each is given by itself, under every check of a verdict alone and in a transaction of its own,
 * so that one that has changed since it was shown keeps none of the others.
 * @returns what came of each, in the order given
 * @throws DomainError `forbidden`; `invalid_input` for what would be wrong with every one of them, and then nothing was said
 */
export async function giveRiskVerdicts(
  ctx: Context,
  input: z.input<typeof chosen>,
): Promise<VerdictOutcome[]> {
  authorize(ctx, 'risk.decide');
  const parsed = chosen.safeParse(input, { error: inputWords });
  if (!parsed.success) throw refusalOfInput(parsed.error);
  const { flags, verdict, reason } = parsed.data;
  const outcomes: VerdictOutcome[] = [];
  const once = new Map(flags.map((flag) => [flag.riskFlagId, flag]));
  for (const flag of once.values()) {
    const { riskFlagId } = flag;
    try {
      const { state } = await giveRiskVerdict(ctx, { ...flag, verdict, reason });
      outcomes.push({ riskFlagId, state, refused: null });
    } catch (error) {
      outcomes.push({ riskFlagId, state: null, refused: wordsOf(error, riskFlagId) });
    }
  }
  return outcomes;
}

/** A refusal in its own words; what broke is on our side, and the others are not to wait for it. */
function wordsOf(error: unknown, riskFlagId: string): string {
  if (error instanceof DomainError) return error.message;
  log.error({ err: error, riskFlagId }, 'a verdict of several failed');
  return 'Something went wrong on our side. Nothing was said of it; try it again.';
}
