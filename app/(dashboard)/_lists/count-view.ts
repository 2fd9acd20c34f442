import type { Calendar } from '#app/_edge/day-bounds.ts';
import type { RawSearchParams } from '#app/_edge/list-params.ts';
import type { TableRow } from '#components/data-table/data-table.tsx';
import type { Context } from '#lib/context.ts';
import { DomainError } from '#lib/errors.ts';
import { log } from '#lib/log.ts';
import type { CappedCount } from '#lib/paging.ts';
import type { ListScreen } from './list-screen.ts';

/**
 * How many rows an address leads to; null when it is not understood, or when counting takes too long. A view lives for years and
 * may be anybody's: what no reading of today can make of it is logged, and takes no page from those who only see its name.
 */
export async function countView<Row extends TableRow, C extends string, O extends string, Filter>(
  ctx: Context,
  screen: Pick<ListScreen<Row, C, O, Filter>, 'readRequest' | 'count'>,
  raw: RawSearchParams,
  calendar: Calendar,
): Promise<CappedCount | null> {
  try {
    const asked = screen.readRequest(raw, calendar);
    return asked.problems.length > 0 ? null : await screen.count(ctx, asked.filter);
  } catch (error) {
    if (!(error instanceof DomainError)) log.error({ err: error }, 'a saved view cannot be counted');
    return null;
  }
}
