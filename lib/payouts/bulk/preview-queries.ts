import { eq } from 'drizzle-orm';
import { bulkDecisions } from '#drizzle/schema/bulk-decisions.ts';
import type { BulkPreview } from '../../approvals/types.ts';
import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { database } from '../../db/client.ts';
import { DomainError } from '../../errors.ts';
import { previewOfDraft } from './preview-of-draft.ts';

/** What confirming a bulk decision would do now, in its person's name. @throws DomainError `forbidden`, `not_found` */
export async function readBulkPreview(ctx: Context, bulkDecisionId: string): Promise<BulkPreview> {
  authorize(ctx, 'payouts.read');
  const [draft] = await database()
    .select()
    .from(bulkDecisions)
    .where(eq(bulkDecisions.bulkDecisionId, bulkDecisionId));
  if (draft === undefined) throw new DomainError('not_found', 'There is no such bulk decision.');
  return previewOfDraft(database(), draft);
}
