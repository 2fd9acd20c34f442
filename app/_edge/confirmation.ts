import type { Confirmation } from '#lib/approvals/step-up/prove-presence.ts';
import { formText } from './form-text.ts';

/** With what somebody confirmed a money step: the fields of `StepUpFields`. */
export function confirmationOf(form: FormData): Confirmation {
  return {
    code: formText(form, 'code'),
    challengeId: formText(form, 'challengeId'),
    assertion: formText(form, 'assertion'),
  };
}
