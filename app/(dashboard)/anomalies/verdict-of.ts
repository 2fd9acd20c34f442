import { formText } from '#app/_edge/form-text.ts';
import type { RiskVerdict } from '#lib/risk/types.ts';

/** The chosen verdict; a word that is none is refused by the verb like a missing one. */
export function verdictOf(form: FormData): RiskVerdict {
  return formText(form, 'verdict') as RiskVerdict;
}

/** Several flags, each with the decision that was shown and what it said; what does not read so is refused by the verb. */
export function shownFlags(
  form: FormData,
): { riskFlagId: string; riskAssessmentId: string; cause: string; action: string }[] {
  return form.getAll('flag').flatMap((value) => {
    if (typeof value !== 'string') return [];
    const [riskFlagId = '', riskAssessmentId = '', cause = '', action = ''] = value.split(' ');
    return [{ riskFlagId, riskAssessmentId, cause, action }];
  });
}
