import type { Context } from '../../context.ts';
import { advanceSyncCursor } from '../../ledger/advance-sync-cursor.ts';
import { listRiskObjects } from '../../stripe/list-risk-objects.ts';
import { readPriority } from '../../stripe/read-priority.ts';
import { recordListedRiskFacts } from './record-listed-risk-facts.ts';
import { lowWaterMark } from './sync-cursor-queries.ts';

/** As far back as baselines look. */
const HISTORY_MS = 120 * 86_400_000;

/**
 * Lists the charges of one account or of `platform` with what became of them: the first time, and again when somebody
 * asks. Afterwards every fact has its event, and missed events are listed too.
 * @throws StripeReadError, `permission_lost` when the account has disconnected us; AbortError when stopped
 */
export async function fetchMissedRiskFacts(
  ctx: Context,
  connectedAccountId: string,
  { again = null, signal }: { again?: Date | null; signal: AbortSignal },
): Promise<void> {
  if (again === null && (await lowWaterMark(ctx, connectedAccountId, 'risk')) !== null) return;
  const pages = listRiskObjects(connectedAccountId, {
    signal,
    priority: readPriority(ctx),
    createdFrom: again ?? new Date(ctx.now.getTime() - HISTORY_MS),
  });
  for await (const listed of pages) await recordListedRiskFacts(ctx, { connectedAccountId, listed });
  await advanceSyncCursor(ctx, { connectedAccountId, object: 'risk', lowWaterAt: ctx.now });
}
