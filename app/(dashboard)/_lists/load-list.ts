import type { TableRow } from '#components/data-table/data-table.tsx';
import type { Context } from '#lib/context.ts';
import { readPageRequest, type PageRequest } from '#lib/paging.ts';
import type { ListRequest, ListScreen, ReadList } from './list-screen.ts';
import { orRefusal, type ListRefusal } from './or-refusal.ts';

export type Loaded<Row, Order> = {
  readonly list: ReadList<Row>;
  readonly order: Order;
  readonly request: PageRequest;
};

/**
 * The list that an address asks for; null when it is not understood. Where nobody chose an order and the usual one cannot
 * be had in time, the order of the range that was asked for can.
 */
export async function loadList<Row extends TableRow, C extends string, Order extends string, Filter>(
  ctx: Context,
  screen: ListScreen<Row, C, Order, Filter>,
  view: ListRequest<C, Order, Filter>,
  cursor: string | undefined,
  isWhole: boolean,
): Promise<Loaded<Row, Order> | ListRefusal | null> {
  if (view.problems.length > 0) return null;
  const tryOrder = async (order: Order): Promise<Loaded<Row, Order> | ListRefusal> => {
    const request = readPageRequest(
      { list: screen.list, filter: { ...view.filter, sort: order } },
      { cursor, size: view.params['size'] },
    );
    const read = await orRefusal(() => screen.read(ctx, view.filter, order, request, isWhole));
    return read.list === null ? read : { list: read.list, order, request };
  };
  const first = await tryOrder(view.order);
  const other = screen.otherOrder?.(view.filter) ?? null;
  if (first.list !== null || view.isOrderChosen || other === null) return first;
  const second = await tryOrder(other);
  return second.list === null ? first : second;
}
