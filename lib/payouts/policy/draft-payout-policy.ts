import { defineVerb } from '../../verb.ts';
import { draftInput } from '../../versioned-texts/schemas.ts';
import { writeDraft } from '../../versioned-texts/write-draft.ts';
import { PAYOUT_POLICY } from './payout-policy.ts';

/**
 * Writes the draft of the next payout policy, or changes it.
 * @throws DomainError `conflict` when somebody else wrote meanwhile
 */
export const draftPayoutPolicy = defineVerb({
  permission: 'policies.edit',
  input: draftInput,
  run: (tx, ctx, wanted) => writeDraft(tx, ctx, PAYOUT_POLICY, wanted),
});
