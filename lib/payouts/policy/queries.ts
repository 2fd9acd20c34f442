import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { readVersions } from '../../versioned-texts/read-versions.ts';
import type { TextVersion } from '../../versioned-texts/types.ts';
import { PAYOUT_POLICY } from './payout-policy.ts';

/** The versions of the payout policy, newest first. The newest published one is in force. */
export async function listPolicyVersions(ctx: Context): Promise<TextVersion[]> {
  authorize(ctx, 'payouts.read');
  return readVersions(PAYOUT_POLICY);
}
