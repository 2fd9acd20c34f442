import { formText } from '#app/_edge/form-text.ts';
import type { RiskVerdict } from '#lib/risk/types.ts';

/** The chosen verdict; a word that is none is refused by the verb like a missing one. */
export function verdictOf(form: FormData): RiskVerdict {
  return formText(form, 'verdict') as RiskVerdict;
}
