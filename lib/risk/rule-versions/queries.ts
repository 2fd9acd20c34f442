import { desc, sql } from 'drizzle-orm';
import { riskRuleVersions } from '#drizzle/schema/risk-instruments.ts';
import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { database } from '../../db/client.ts';
import { textHash } from '../text-hash.ts';

/** One version of the rules of risk, with the names of those who wrote and published it. */
export type RuleVersion = {
  readonly riskRuleVersionId: string;
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

/** Rules change some times a year; older versions are in the audit record. */
const VERSIONS_SHOWN_MAX = 50;

/** The versions of the rules, newest first. The newest published one decides; before there is one, those that Sluice came with do. */
export async function listRuleVersions(ctx: Context): Promise<RuleVersion[]> {
  authorize(ctx, 'risk.read');
  const nameOf = (column: typeof riskRuleVersions.writtenBy | typeof riskRuleVersions.publishedBy) =>
    sql<string | null>`coalesce((select name from operators where operator_id = ${column}), ${column})`;
  const rows = await database()
    .select({
      riskRuleVersionId: riskRuleVersions.riskRuleVersionId,
      version: riskRuleVersions.version,
      text: riskRuleVersions.text,
      state: riskRuleVersions.state,
      writtenBy: riskRuleVersions.writtenBy,
      writtenByName: nameOf(riskRuleVersions.writtenBy),
      writtenAt: riskRuleVersions.writtenAt,
      publishedByName: nameOf(riskRuleVersions.publishedBy),
      publishedAt: riskRuleVersions.publishedAt,
    })
    .from(riskRuleVersions)
    .orderBy(desc(riskRuleVersions.version))
    .limit(VERSIONS_SHOWN_MAX);
  return rows.map((row) => ({
    ...row,
    writtenByName: row.writtenByName ?? row.writtenBy,
    textHash: textHash(row.text),
  }));
}
