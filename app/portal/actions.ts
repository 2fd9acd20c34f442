'use server';

import { defineOwnerAction } from '#app/_edge/define-action.ts';
import { formText } from '#app/_edge/form-text.ts';
import { askAsTyped } from '#lib/portal/ask-as-typed.ts';

export const askOwnPayoutAction = defineOwnerAction(askAsTyped, (form) => ({
  currency: formText(form, 'currency'),
  amount: formText(form, 'amount'),
  seenPayable: formText(form, 'seenPayable'),
}));
