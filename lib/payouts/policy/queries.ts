import { desc, sql } from 'drizzle-orm';
import { payoutPolicies } from '#drizzle/schema/payout-policies.ts';
import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { database } from '../../db/client.ts';
import { textHash } from './text-hash.ts';

/** One version of the payout policy, with the names of those who wrote and published it. */
export type PolicyVersion = {
  readonly policyVersionId: string;
  readonly version: number;
  readonly text: string;
  readonly textHash: string;
  readonly state: 'draft' | 'published' | 'withdrawn';
  readonly writtenBy: string;
  readonly writtenByName: string;
  readonly writtenAt: Date;
  readonly publishedByName: string | null;
  readonly publishedAt: Date | null;
};

/** A policy changes some times a year; older versions are in the audit record. */
const VERSIONS_SHOWN_MAX = 50;

/** The versions of the payout policy, newest first. The newest published one is in force. */
export async function listPolicyVersions(ctx: Context): Promise<PolicyVersion[]> {
  authorize(ctx, 'payouts.read');
  const nameOf = (column: typeof payoutPolicies.writtenBy | typeof payoutPolicies.publishedBy) =>
    sql<string | null>`coalesce((select name from operators where operator_id = ${column}), ${column})`;
  const rows = await database()
    .select({
      policyVersionId: payoutPolicies.policyVersionId,
      version: payoutPolicies.version,
      text: payoutPolicies.text,
      state: payoutPolicies.state,
      writtenBy: payoutPolicies.writtenBy,
      writtenByName: nameOf(payoutPolicies.writtenBy),
      writtenAt: payoutPolicies.writtenAt,
      publishedByName: nameOf(payoutPolicies.publishedBy),
      publishedAt: payoutPolicies.publishedAt,
    })
    .from(payoutPolicies)
    .orderBy(desc(payoutPolicies.version))
    .limit(VERSIONS_SHOWN_MAX);
  return rows.map((row) => ({
    ...row,
    writtenByName: row.writtenByName ?? row.writtenBy,
    textHash: textHash(row.text),
  }));
}
