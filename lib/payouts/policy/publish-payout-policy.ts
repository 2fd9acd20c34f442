import { defineVerb } from '../../verb.ts';
import { publishDraft } from '../../versioned-texts/publish-draft.ts';
import { seenAndProven } from '../../versioned-texts/schemas.ts';
import { PAYOUT_POLICY } from './payout-policy.ts';

/**
 * Puts a draft in force. Requests that exist keep the way that was chosen for them.
 * @throws DomainError as `publishDraft`
 */
export const publishPayoutPolicy = defineVerb({
  permission: 'policies.publish',
  input: seenAndProven(PAYOUT_POLICY.idPrefix),
  run: (tx, ctx, seen) => publishDraft(tx, ctx, PAYOUT_POLICY, seen),
});
