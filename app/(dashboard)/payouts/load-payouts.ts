import { orNotFound } from '#app/_edge/page-guard.ts';
import type { Context } from '#lib/context.ts';
import { readPageRequest, type PageRequest } from '#lib/paging.ts';
import { getPayout } from '#lib/payouts/detail-queries.ts';
import { readPayoutList } from '#lib/payouts/queries.ts';
import type { PayoutDetail, PayoutList, PayoutRow, PayoutSort } from '#lib/payouts/types.ts';
import { openedId } from '../_lists/opened-id.ts';
import { orRefusal, type ListRefusal } from '../_lists/or-refusal.ts';
import type { PayoutListRequest } from './search-params.ts';

export type Loaded = { readonly list: PayoutList; readonly order: PayoutSort; readonly request: PageRequest };

export type LoadedPayouts = Loaded | ListRefusal;

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
  const read = await orRefusal(() => readPayoutList(ctx, filter, order, request));
  return read.list === null ? read : { list: read.list, order, request };
}

function otherOrder({ filter }: PayoutListRequest): PayoutSort | null {
  if ((filter.amountFrom ?? filter.amountTo) !== undefined) return 'largest';
  return (filter.arrivesFrom ?? filter.arrivesTo) === undefined ? null : 'earliest';
}

/** The payout whose panel is open. */
export async function loadOpened(
  ctx: Context,
  asked: string | undefined,
  rows: readonly PayoutRow[],
): Promise<PayoutDetail | null> {
  const payoutId = openedId(
    asked,
    rows.map((row) => row.payoutId),
  );
  return payoutId === undefined ? null : orNotFound(() => getPayout(ctx, payoutId));
}
