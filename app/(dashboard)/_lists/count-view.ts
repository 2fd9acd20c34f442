import type { Calendar } from '#app/_edge/day-bounds.ts';
import type { RawSearchParams } from '#app/_edge/list-params.ts';
import type { TableRow } from '#components/data-table/data-table.tsx';
import type { Context } from '#lib/context.ts';
import type { CappedCount } from '#lib/paging.ts';
import type { ListScreen } from './list-screen.ts';

/** How many rows an address leads to; null when it is not understood, or when counting takes too long. */
export async function countView<Row extends TableRow, C extends string, O extends string, Filter>(
  ctx: Context,
  screen: Pick<ListScreen<Row, C, O, Filter>, 'readRequest' | 'count'>,
  raw: RawSearchParams,
  calendar: Calendar,
): Promise<CappedCount | null> {
  const asked = screen.readRequest(raw, calendar);
  return asked.problems.length > 0 ? null : screen.count(ctx, asked.filter);
}
