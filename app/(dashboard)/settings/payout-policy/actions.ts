'use server';

import { defineAction } from '#app/_edge/define-action.ts';
import { formText } from '#app/_edge/form-text.ts';
import { draftPayoutPolicy } from '#lib/payouts/policy/draft-payout-policy.ts';
import { publishPayoutPolicy } from '#lib/payouts/policy/publish-payout-policy.ts';
import { withdrawPayoutPolicy } from '#lib/payouts/policy/withdraw-payout-policy.ts';

export const draftPayoutPolicyAction = defineAction(draftPayoutPolicy, (form) => ({
  text: formText(form, 'text'),
  seenHash: form.has('seenHash') ? formText(form, 'seenHash') : null,
}));

export const publishPayoutPolicyAction = defineAction(publishPayoutPolicy, (form) => ({
  policyVersionId: formText(form, 'policyVersionId'),
  seenHash: formText(form, 'seenHash'),
}));

export const withdrawPayoutPolicyAction = defineAction(withdrawPayoutPolicy, (form) => ({
  policyVersionId: formText(form, 'policyVersionId'),
  seenHash: formText(form, 'seenHash'),
}));
