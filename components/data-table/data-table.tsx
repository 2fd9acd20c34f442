import {
  columnOrderingFeature,
  columnPinningFeature,
  columnVisibilityFeature,
  constructTable,
  rowSortingFeature,
  tableFeatures,
  type RowData,
} from '@tanstack/table-core';
import { storeReactivityBindings } from '@tanstack/table-core/store-reactivity-bindings';
import type { Route } from 'next';
import Link from 'next/link';
import type { ReactNode } from 'react';
import type { TableColumn } from '#lib/tables/types.ts';
import { Sign } from '../ui/icons.tsx';
import type { CellState } from './cell-state.tsx';
import { LiveCell } from './live-cell.tsx';
import type { LiveStates } from './live-states.ts';

const features = tableFeatures({
  coreReactivityFeature: storeReactivityBindings(),
  columnOrderingFeature,
  columnPinningFeature,
  columnVisibilityFeature,
  rowSortingFeature,
});

/**
 * How a column's cells are drawn: once, or as a state that is drawn again when it changes. `yields` says where there is too
 * little room for it: beside a panel and on a phone, or only beside a panel.
 */
export type CellView<Row> = {
  readonly yields?: 'narrow' | 'beside';
  readonly className?: string | ((row: Row) => string);
} & ({ readonly draw: (row: Row) => ReactNode } | { readonly state: (row: Row) => CellState });

/** A row of any list. */
export type TableRow = RowData;

/** A row's part in a selection: its sum, in a list of money, is added up in the browser, exactly. */
export type SelectableRow = { readonly id: string; readonly amount?: string; readonly currency?: string };

/**
 * A table of one page of rows, drawn where the page is rendered: no row and no column is ever worked on in the browser.
 * The only use of TanStack Table: columns, their order, visibility, pinning and sort state are its.
 * @param shown ids of the columns to show, the name column first
 * @param sort the order in use, one of the columns' own
 * @param hrefOfOrder the list in another order; null where that order makes no sense
 */
export function DataTable<Row extends RowData, ColumnId extends string>({
  caption,
  columns,
  shown,
  rows,
  cells,
  sort,
  hrefOfOrder,
  rowId,
  hrefOf,
  selectable,
  opened,
  className = '',
}: {
  caption: string;
  columns: readonly TableColumn<ColumnId>[];
  shown: readonly ColumnId[];
  rows: readonly Row[];
  cells: Readonly<Record<ColumnId, CellView<Row>>>;
  sort: string;
  hrefOfOrder: (order: string) => Route | null;
  rowId: (row: Row) => string;
  /** Where a row's name leads, such as the list with the row's panel open; without it the name draws its own link. */
  hrefOf?: (row: Row) => Route;
  selectable?: (row: Row) => SelectableRow;
  /** The row whose panel is open. */
  opened?: string | undefined;
  /** The list's own, for its cards on a phone. */
  className?: string;
}) {
  const table = constructTable({
    features,
    data: rows,
    columns: columns.map(({ id, header }) => ({ id, header, enableSorting: true })),
    getRowId: rowId,
    manualSorting: true,
    state: {
      columnOrder: [...shown],
      columnVisibility: Object.fromEntries(columns.map(({ id }) => [id, shown.includes(id)])),
      columnPinning: { start: shown.slice(0, 1), end: [] },
      sorting: sortingOf(columns, sort),
    },
  });
  const columnOf = new Map(columns.map((column) => [column.id as string, column]));
  return (
    <div className="list scroll-table" data-list="" role="region" aria-label={caption} tabIndex={-1}>
      <table className={`data sticky cards pinned ${className}`.trim()}>
        <caption className="vh">{caption}</caption>
        <HeadRows
          groups={table.getHeaderGroups().map(({ id, headers }) => ({
            id,
            columns: headers.flatMap(({ column }) => columnOf.get(column.id) ?? []),
          }))}
          isSelectable={selectable !== undefined}
          yields={(column) => cells[column.id as ColumnId].yields}
          sort={sort}
          hrefOfOrder={hrefOfOrder}
        />
        <tbody>
          {table.getRowModel().rows.map((row) => (
            <tr key={row.id} data-row={row.id} className={row.id === opened ? 'open' : undefined}>
              {selectable ? <SelectCell row={selectable(row.original)} /> : null}
              {row.getVisibleCells().map(({ column: { id } }, position) => (
                <BodyCell
                  key={id}
                  rowId={row.id}
                  column={id}
                  view={cells[id as ColumnId]}
                  row={row.original}
                  isName={position === 0}
                  href={position === 0 ? hrefOf?.(row.original) : undefined}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function HeadRows({
  groups,
  isSelectable,
  yields,
  sort,
  hrefOfOrder,
}: {
  groups: readonly { id: string; columns: readonly TableColumn[] }[];
  isSelectable: boolean;
  yields: (column: TableColumn) => Yields;
  sort: string;
  hrefOfOrder: (order: string) => Route | null;
}) {
  return groups.map(({ id, columns }) => (
    <thead key={id}>
      <tr>
        {isSelectable ? (
          <th scope="col" className="c-check">
            <input type="checkbox" data-select-page="" aria-label="Select this page" />
          </th>
        ) : null}
        {columns.map((column) => (
          <HeaderCell
            key={column.id}
            column={column}
            yields={yields(column)}
            sort={sort}
            hrefOfOrder={hrefOfOrder}
          />
        ))}
      </tr>
    </thead>
  ));
}

type Yields = CellView<unknown>['yields'] | undefined;

const YIELDS = { narrow: 'c-wide', beside: 'c-alone' } as const;

/** The classes of a cell and its header, with the one with which style sheets leave it out. */
function classes(yields: Yields, own: string | undefined): string | undefined {
  return yields === undefined ? own : `${YIELDS[yields]} ${own ?? ''}`.trim();
}

function sortingOf(columns: readonly TableColumn[], sort: string): { id: string; desc: boolean }[] {
  const sorted = columns.find(({ orders }) => orders?.includes(sort));
  return sorted === undefined ? [] : [{ id: sorted.id, desc: isDescendingIn(sorted, sort) }];
}

/** `newest first`, and `a-z` as it is. */
export function orderWords(order: string): string {
  return order.includes('-') ? order : `${order} first`;
}

function isDescendingIn({ orders, isFirstAscending }: TableColumn, sort: string): boolean {
  return (orders?.[0] === sort) !== (isFirstAscending === true);
}

function BodyCell<Row>({
  rowId,
  column,
  view,
  row,
  isName,
  href,
}: {
  rowId: string;
  column: string;
  view: CellView<Row>;
  row: Row;
  isName: boolean;
  href: Route | undefined;
}) {
  const own = typeof view.className === 'function' ? view.className(row) : view.className;
  const className = classes(view.yields, own);
  const drawn =
    'state' in view ? <LiveCell row={rowId} column={column} state={view.state(row)} /> : view.draw(row);
  if (!isName) return <td className={className}>{drawn}</td>;
  return (
    <th scope="row" className={className}>
      {href === undefined ? (
        drawn
      ) : (
        <Link href={href} prefetch={false} scroll={false} className="cut">
          {drawn}
        </Link>
      )}
    </th>
  );
}

/** The changing cells of some rows, as their list's route tells them to the browser. */
export function statesOf<Row>(
  rows: readonly Row[],
  rowId: (row: Row) => string,
  cells: Readonly<Record<string, CellView<Row>>>,
): LiveStates {
  const live = Object.entries(cells).flatMap(([column, view]) =>
    'state' in view ? [{ column, state: view.state }] : [],
  );
  return Object.fromEntries(
    rows.map((row) => [
      rowId(row),
      Object.fromEntries(live.map(({ column, state }) => [column, state(row)])),
    ]),
  );
}

function HeaderCell({
  column,
  yields,
  sort,
  hrefOfOrder,
}: {
  column: TableColumn;
  yields: Yields;
  sort: string;
  hrefOfOrder: (order: string) => Route | null;
}) {
  const [first, second] = column.orders ?? [];
  const isOn = sort === first || sort === second;
  const isDescending = isDescendingIn(column, sort);
  const next = sort === first ? second : first;
  const href = next === undefined ? null : hrefOfOrder(next);
  const className = classes(yields, column.kind === 'money' ? 'n amount-head' : undefined);
  return (
    <th
      scope="col"
      className={className}
      aria-sort={isOn ? (isDescending ? 'descending' : 'ascending') : undefined}
    >
      {href === null ? (
        column.header
      ) : (
        <Link href={href} prefetch={false} title={`Order: ${orderWords(next ?? '')}`}>
          {column.header}
          {isOn ? <Sign name={isDescending ? 'down' : 'up'} size={11} /> : null}
        </Link>
      )}
    </th>
  );
}

function SelectCell({ row }: { row: SelectableRow }) {
  return (
    <td className="c-check">
      <input
        type="checkbox"
        name="selected"
        value={row.id}
        data-select={row.id}
        data-amount={row.amount}
        data-currency={row.currency}
        aria-label={`Select ${row.id}`}
        autoComplete="off"
      />
    </td>
  );
}
