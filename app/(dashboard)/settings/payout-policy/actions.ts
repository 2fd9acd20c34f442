'use server';

import { readDraftForm, readProvenDraft, readSeenDraft } from '#app/(dashboard)/_texts/read-draft-form.ts';
import { defineAction } from '#app/_edge/define-action.ts';
import { draftPayoutPolicy } from '#lib/payouts/policy/draft-payout-policy.ts';
import { publishAsShown } from '#lib/payouts/policy/publish-as-shown.ts';
import { withdrawPayoutPolicy } from '#lib/payouts/policy/withdraw-payout-policy.ts';

export const draftPayoutPolicyAction = defineAction(draftPayoutPolicy, readDraftForm);

export const publishPayoutPolicyAction = defineAction(publishAsShown, readProvenDraft);

export const withdrawPayoutPolicyAction = defineAction(withdrawPayoutPolicy, readSeenDraft);
