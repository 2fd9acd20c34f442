import { versionedTextTable } from './versioned-texts.ts';

/** Versions of the payout policy. The newest published one decides. */
export const payoutPolicies = versionedTextTable('payout_policies', 'policy_version_id');
