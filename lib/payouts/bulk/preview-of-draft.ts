import { and, asc, eq, isNull } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { bulkDecisionItems, type bulkDecisions } from '#drizzle/schema/bulk-decisions.ts';
import type { BulkChange, BulkPreview, ForeseenItem } from '../../approvals/types.ts';
import type { Database } from '../../db/client.ts';
import type { Transaction } from '../../db/transaction.ts';
import { readBulkForecast } from './bulk-forecast.ts';
import { bulkPreview, wordsOf } from './bulk-preview.ts';
import { bulkTree } from './bulk-tree.ts';
import { BULK_MAX } from './limits.ts';

type Drafted = Pick<
  typeof bulkDecisions.$inferSelect,
  'bulkDecisionId' | 'operatorId' | 'decision' | 'retryOf'
>;

/** The same request in the list that this one replaces. What had ended there says why, not what its person was shown. */
const earlier = alias(bulkDecisionItems, 'earlier');

/** What a listed bulk decision would do now, to exactly what is listed, and what of that is otherwise than it was shown. */
export async function previewOfDraft(from: Database | Transaction, draft: Drafted): Promise<BulkPreview> {
  const { payoutRequestId, version, payloadHash, previewHash, message } = bulkDecisionItems;
  const listed = await from
    .select({
      payoutRequestId,
      version,
      payloadHash,
      previewHash,
      said: message,
      saidEarlier: earlier.message,
      payloadEarlier: earlier.payloadHash,
    })
    .from(bulkDecisionItems)
    .leftJoin(
      earlier,
      and(
        eq(earlier.bulkDecisionId, draft.retryOf ?? ''),
        eq(earlier.payoutRequestId, payoutRequestId),
        isNull(earlier.outcome),
      ),
    )
    .where(eq(bulkDecisionItems.bulkDecisionId, draft.bulkDecisionId))
    .orderBy(asc(bulkDecisionItems.position))
    .limit(BULK_MAX);
  const preview = bulkPreview(draft.decision, await readBulkForecast(from, draft, listed));
  const foreseen = new Map(preview.items.map((item) => [item.payoutRequestId, item]));
  return {
    ...preview,
    root: bulkTree(draft.bulkDecisionId, listed, preview.previewHash).root,
    changes: listed.flatMap((item) => changeOf(item, foreseen.get(item.payoutRequestId))),
  };
}

type Listed = {
  payoutRequestId: string;
  payloadHash: string;
  said: string | null;
  saidEarlier: string | null;
  payloadEarlier: string | null;
};

/** None for what is as it was shown, and for what was listed before words were kept. */
function changeOf(
  { payoutRequestId, payloadHash, said, saidEarlier, payloadEarlier }: Listed,
  item: ForeseenItem | undefined,
): BulkChange[] {
  if (item === undefined || said === null) return [];
  const now = wordsOf(item);
  if (said !== now) return [{ payoutRequestId, was: said, now }];
  if (saidEarlier === null) return [];
  if (saidEarlier !== now) return [{ payoutRequestId, was: saidEarlier, now }];
  return payloadEarlier === payloadHash ? [] : [{ payoutRequestId, was: ANOTHER_PAYLOAD, now }];
}

const ANOTHER_PAYLOAD = 'Asked for with another amount, destination or method';
