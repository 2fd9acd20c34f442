import { payoutPolicies } from '#drizzle/schema/payout-policies.ts';
import type { VersionedText } from '../../versioned-texts/versioned-text.ts';
import { readDraft } from '../rules/policy-text.ts';

/** Who must look at which payout: the newest published version decides; without one, two people do. */
export const PAYOUT_POLICY: VersionedText = {
  table: payoutPolicies,
  idPrefix: 'ppv_',
  action: 'payout_policy',
  subject: 'policy',
  purpose: 'policies.publish',
  absent: 'There is no such payout policy.',
  faultsOf: (text) => readDraft(text).faults,
};
