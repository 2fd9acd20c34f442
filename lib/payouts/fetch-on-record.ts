import type { Context } from '../context.ts';
import { log } from '../log.ts';
import { collectCalls, type CollectedCall } from '../stripe/collect-calls.ts';
import { recordStripeCalls } from './record-stripe-calls.ts';

/**
 * Reads something about one payout and keeps every call that it took, also when the read failed: a refused call's
 * request id is worth the most.
 * @throws whatever `read` throws
 */
export async function fetchOnRecord<Result>(
  ctx: Context,
  { connectedAccountId, payoutId }: { connectedAccountId: string; payoutId: string },
  read: () => Promise<Result>,
): Promise<Result> {
  const calls: CollectedCall[] = [];
  const keep = () => recordStripeCalls(ctx, { connectedAccountId, payoutIds: [payoutId], calls });
  let result: Result;
  try {
    result = await collectCalls(calls, read);
  } catch (error) {
    // The read's own error says more than this one, which is logged.
    await keep().catch((lost: unknown) => {
      log.error({ err: lost, payoutId }, 'calls to Stripe are not on record');
    });
    throw error;
  }
  await keep();
  return result;
}

/** Pages of a listing, each with the calls that it took. */
export async function* fetchPagesOnRecord<Row>(
  pages: AsyncIterable<Row[]>,
): AsyncGenerator<{ page: Row[]; calls: CollectedCall[] }> {
  const iterator = pages[Symbol.asyncIterator]();
  for (;;) {
    const calls: CollectedCall[] = [];
    const next = await collectCalls(calls, () => iterator.next());
    if (next.done === true) return;
    yield { page: next.value, calls };
  }
}
