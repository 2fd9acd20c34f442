import { formText } from '#app/_edge/form-text.ts';
import type { placeHold } from '#lib/holds/place-hold.ts';

type Placement = Parameters<typeof placeHold>[1];

/** What stays as the form says it; the verb refuses what cannot be. */
export function readHoldForm(form: FormData): Placement {
  const keeps = formText(form, 'keeps');
  const isPart = keeps === 'share' || keeps === 'rolling';
  return {
    connectedAccountId: formText(form, 'connectedAccountId'),
    payoutRequestId: formText(form, 'payoutRequestId') || null,
    currency: formText(form, 'currency') || null,
    // A word that is no reason is refused by the verb like a missing one.
    reason: formText(form, 'reason') as Placement['reason'],
    reviewerText: formText(form, 'reviewerText'),
    keepsPercent: isPart ? wholeNumber(form, 'keepsPercent') : 100,
    rollingDays: keeps === 'rolling' ? wholeNumber(form, 'rollingDays') : null,
    reviewInDays: wholeNumber(form, 'reviewInDays'),
  };
}

/** NaN for what is no number, which the verb refuses with its own words. */
function wholeNumber(form: FormData, name: string): number {
  const text = formText(form, name).trim();
  return /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
}
