import { orNotFound } from '#app/_edge/page-guard.ts';
import type { Context } from '#lib/context.ts';
import { DomainError } from '#lib/errors.ts';
import { readPageRequest, type PageRequest } from '#lib/paging.ts';
import { getPayout } from '#lib/payouts/detail-queries.ts';
import { readPayoutList } from '#lib/payouts/queries.ts';
import type { PayoutDetail, PayoutList, PayoutRow, PayoutSort } from '#lib/payouts/types.ts';
import type { PayoutListRequest } from './search-params.ts';

export type Loaded = { readonly list: PayoutList; readonly order: PayoutSort; readonly request: PageRequest };

export type LoadedPayouts =
  | Loaded
  /** Why nothing is shown, and what to add. */
  | { readonly list: null; readonly refusal: string };

/**
 * The list that an address asks for. Where nobody chose an order and the usual one cannot be had in time, the order of
 * the range that was asked for can.
 */
export async function loadPayouts(
  ctx: Context,
  view: PayoutListRequest,
  cursor: string | undefined,
): Promise<LoadedPayouts> {
  const first = await tryOrder(ctx, view, view.order, cursor);
  const other = otherOrder(view);
  if (first.list !== null || view.isOrderChosen || other === null) return first;
  const second = await tryOrder(ctx, view, other, cursor);
  return second.list === null ? first : second;
}

async function tryOrder(
  ctx: Context,
  { filter, params }: PayoutListRequest,
  order: PayoutSort,
  cursor: string | undefined,
): Promise<LoadedPayouts> {
  const request = readPageRequest(
    { list: 'payouts', filter: { ...filter, sort: order } },
    { cursor, size: params['size'] },
  );
  try {
    return { list: await readPayoutList(ctx, filter, order, request), order, request };
  } catch (error) {
    const isRefusal =
      error instanceof DomainError &&
      (error.code === 'precondition_failed' || error.code === 'invalid_input');
    if (!isRefusal) throw error;
    return { list: null, refusal: error.message };
  }
}

function otherOrder({ filter }: PayoutListRequest): PayoutSort | null {
  if ((filter.amountFrom ?? filter.amountTo) !== undefined) return 'largest';
  return (filter.arrivesFrom ?? filter.arrivesTo) === undefined ? null : 'earliest';
}

/** The payout whose panel is open; `first` and `last` are those of the page. */
export async function loadOpened(
  ctx: Context,
  asked: string | undefined,
  rows: readonly PayoutRow[],
): Promise<PayoutDetail | null> {
  if (asked === undefined) return null;
  const payoutId = asked === 'first' ? rows[0]?.payoutId : asked === 'last' ? rows.at(-1)?.payoutId : asked;
  return payoutId === undefined ? null : orNotFound(() => getPayout(ctx, payoutId));
}
