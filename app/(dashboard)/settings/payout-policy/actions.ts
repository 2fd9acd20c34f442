'use server';

import { confirmationOf } from '#app/_edge/confirmation.ts';
import { defineAction } from '#app/_edge/define-action.ts';
import { formText } from '#app/_edge/form-text.ts';
import { draftPayoutPolicy } from '#lib/payouts/policy/draft-payout-policy.ts';
import { publishAsShown } from '#lib/payouts/policy/publish-as-shown.ts';
import { withdrawPayoutPolicy } from '#lib/payouts/policy/withdraw-payout-policy.ts';

export const draftPayoutPolicyAction = defineAction(draftPayoutPolicy, (form) => ({
  text: formText(form, 'text'),
  seenHash: form.has('seenHash') ? formText(form, 'seenHash') : null,
}));

export const publishPayoutPolicyAction = defineAction(publishAsShown, (form) => ({
  policyVersionId: formText(form, 'policyVersionId'),
  seenHash: formText(form, 'seenHash'),
  confirmation: confirmationOf(form),
}));

export const withdrawPayoutPolicyAction = defineAction(withdrawPayoutPolicy, (form) => ({
  policyVersionId: formText(form, 'policyVersionId'),
  seenHash: formText(form, 'seenHash'),
}));
