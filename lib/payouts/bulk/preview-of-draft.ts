import { asc, eq } from 'drizzle-orm';
import { bulkDecisionItems, type bulkDecisions } from '#drizzle/schema/bulk-decisions.ts';
import type { BulkPreview } from '../../approvals/types.ts';
import type { Database } from '../../db/client.ts';
import type { Transaction } from '../../db/transaction.ts';
import { readBulkForecast } from './bulk-forecast.ts';
import { bulkPreview } from './bulk-preview.ts';
import { bulkTree } from './bulk-tree.ts';
import { BULK_MAX } from './limits.ts';

type Drafted = Pick<typeof bulkDecisions.$inferSelect, 'bulkDecisionId' | 'operatorId' | 'decision'>;

/** What a listed bulk decision would do now, to exactly what is listed. */
export async function previewOfDraft(from: Database | Transaction, draft: Drafted): Promise<BulkPreview> {
  const { payoutRequestId, version, payloadHash, previewHash } = bulkDecisionItems;
  const items = await from
    .select({ payoutRequestId, version, payloadHash, previewHash })
    .from(bulkDecisionItems)
    .where(eq(bulkDecisionItems.bulkDecisionId, draft.bulkDecisionId))
    .orderBy(asc(bulkDecisionItems.position))
    .limit(BULK_MAX);
  const preview = bulkPreview(draft.decision, await readBulkForecast(from, draft, items));
  return { ...preview, root: bulkTree(draft.bulkDecisionId, items, preview.previewHash).root };
}
