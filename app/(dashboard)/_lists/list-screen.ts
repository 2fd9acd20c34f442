import type { Route } from 'next';
import type { ReactNode } from 'react';
import type { Calendar } from '#app/_edge/day-bounds.ts';
import type { RawSearchParams } from '#app/_edge/list-params.ts';
import type { ListView } from '#app/_edge/list-view.ts';
import type { ActKey } from '#components/data-table/act-keys.tsx';
import type { SelectionActs } from '#components/data-table/selection-bar.tsx';
import type { CellView, SelectableRow, TableRow } from '#components/data-table/data-table.tsx';
import type { ListFacets } from '#components/data-table/list-filters.tsx';
import type { PanelSteps } from '#components/data-table/panel-steps.ts';
import type { Permission } from '#lib/auth/permissions.ts';
import type { Context } from '#lib/context.ts';
import type { Money } from '#lib/money/money.ts';
import type { CappedCount, Page, PageRequest } from '#lib/paging.ts';
import type { FilterProblem, TableDefinition } from '#lib/tables/types.ts';
import type { ListName } from '#lib/tables/view-params.ts';

/** A list's address, understood. */
export type ListRequest<ColumnId extends string, Order extends string, Filter> = ListView<ColumnId, Order> & {
  readonly filter: Filter;
  /** Not empty: nothing is shown but these, because a list that ignores half of what was asked would mislead. */
  readonly problems: readonly FilterProblem[];
};

/** What one reading of a list brings. `count` is null where counting would take longer than the list. */
export type ReadList<Row> = {
  readonly page: Page<Row>;
  readonly facets: ListFacets;
  readonly count: CappedCount | null;
  /** Sums of all that match; null when more match than are added up. A list without money has none. */
  readonly sums?: readonly Money[] | null;
};

/** The newest row that somebody has seen, as its place in the order. */
export type Newest = { readonly key: string; readonly id: string };

/** Everything in which one list on the table kit differs from another. */
export type ListScreen<Row extends TableRow, ColumnId extends string, Order extends string, Filter> = {
  readonly list: ListName;
  readonly path: Route;
  readonly title: string;
  readonly crumbs?: readonly { href: Route; label: string }[];
  readonly lead: string;
  /** Other lists about the same things. */
  readonly links?: readonly { href: Route; label: string }[];
  readonly one: string;
  readonly many: string;
  readonly filterLabel: string;
  readonly placeholder: string;
  readonly table: TableDefinition<ColumnId, Order>;
  readonly cells: Readonly<Record<ColumnId, CellView<Row>>>;
  readonly rowId: (row: Row) => string;
  /** Instant by which `newest` is ordered; null: new rows are not announced. */
  readonly rowTime: ((row: Row) => Date) | null;
  readonly rowSum?: (row: Row) => Money;
  /** The list's own, for its cards on a phone. */
  readonly className?: string;
  /** The view of an address that says nothing, such as what waits; `view=all` is everything. */
  readonly usual?: Readonly<Record<string, string>>;
  /** New rows are announced in any order, counted from when the page was read: they wait behind the number, wherever they belong. */
  readonly isQueue?: true;
  /** What can be decided of many at once: a form post of the selection, for whoever may. */
  readonly bulk?: SelectionActs & { readonly permission: Permission };
  /** What the line of keys says of many rows at once. */
  readonly together?: { readonly letter: string; readonly does: string };
  /** Letters that open the confirmation of an act on the open item. */
  readonly acts?: readonly ActKey[];
  readonly readRequest: (raw: RawSearchParams, calendar: Calendar) => ListRequest<ColumnId, Order, Filter>;
  /** @param isWhole also what is more than is counted unasked, for lists that can */
  readonly read: (
    ctx: Context,
    filter: Filter,
    order: Order,
    request: PageRequest,
    isWhole: boolean,
  ) => Promise<ReadList<Row>>;
  /** Where counting stops, the reader can ask for all of it. */
  readonly countsWhole?: true;
  readonly count: (ctx: Context, filter: Filter) => Promise<CappedCount | null>;
  readonly countNewer: (ctx: Context, filter: Filter, newest: Newest) => Promise<number>;
  /** Some rows as they are now. */
  readonly readRows: (ctx: Context, ids: readonly string[]) => Promise<readonly Row[]>;
  /** The order of the range that was asked for, where nobody chose one and the usual cannot be had in time. */
  readonly otherOrder?: (filter: Filter) => Order | null;
  /** Whether an order makes sense under a filter. */
  readonly canOrder?: (filter: Filter, order: string) => boolean;
  readonly panel: (ctx: Context, id: string, steps: PanelSteps) => Promise<ReactNode>;
  /** When there is nothing at all, which is other news than nothing that matches. */
  readonly nothing: {
    readonly title: string;
    readonly text: string;
    readonly href: Route;
    readonly link: string;
  };
};

export function selectableOf<Row extends TableRow, C extends string, O extends string, F>(
  screen: ListScreen<Row, C, O, F>,
  row: Row,
): SelectableRow {
  const sum = screen.rowSum?.(row);
  const id = screen.rowId(row);
  return sum === undefined ? { id } : { id, amount: sum.amount.toString(), currency: sum.currency };
}
