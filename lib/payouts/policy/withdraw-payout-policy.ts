import { defineVerb } from '../../verb.ts';
import { seenDraft } from '../../versioned-texts/schemas.ts';
import { withdrawDraft } from '../../versioned-texts/withdraw-draft.ts';
import { PAYOUT_POLICY } from './payout-policy.ts';

/** Gives a draft up. @throws DomainError `not_found`, `conflict` */
export const withdrawPayoutPolicy = defineVerb({
  permission: 'policies.edit',
  input: seenDraft(PAYOUT_POLICY.idPrefix),
  run: (tx, _ctx, seen) => withdrawDraft(tx, PAYOUT_POLICY, seen),
});
