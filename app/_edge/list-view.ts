import { FILTER_LINE_LENGTH_MAX, parseFilterLine, withCondition } from '#lib/tables/filter-line.ts';
import type { FilterLine, TableDefinition } from '#lib/tables/types.ts';
import { presentParams, readParam, type RawSearchParams } from './list-params.ts';

/** What the address of a list says. A link with the same parts gives the same view. */
export type ListView<ColumnId extends string, Order extends string> = {
  readonly line: FilterLine;
  readonly order: Order;
  /** False when the order is the list's own, which a filter may then change. */
  readonly isOrderChosen: boolean;
  /** The shown columns in their order, the name column first. */
  readonly columns: readonly ColumnId[];
  /** The parts of the address that were understood, for links. The cursor is not among them. */
  readonly params: Readonly<Record<string, string>>;
  readonly notices: readonly string[];
};

/**
 * Reads an address. Parts named like a filter join the filter line, unless it says the same already: `?status=failed`
 * is `?q=status:failed`.
 */
export function readListView<ColumnId extends string, Order extends string>(
  raw: RawSearchParams,
  definition: TableDefinition<ColumnId, Order>,
): ListView<ColumnId, Order> {
  const line = readLine(raw, definition);
  const notices: string[] = [];
  const asked = readParam(raw, 'sort');
  const order = definition.orders.find((known) => known === asked);
  if (asked !== undefined && order === undefined) {
    notices.push(`There is no order by “${asked}”. There are: ${definition.orders.join(', ')}.`);
  }
  const columns = readColumns(readParam(raw, 'cols'), definition);
  const params = presentParams({
    q: line.text === '' ? undefined : line.text,
    sort: order === definition.defaultOrder ? undefined : order,
    cols: columns === null ? undefined : columns.slice(1).join(','),
    size: readParam(raw, 'size'),
    // Without it an address that says nothing else would open the role's own view again.
    view: readParam(raw, 'view') === 'all' ? 'all' : undefined,
  });
  return {
    line,
    order: order ?? definition.defaultOrder,
    isOrderChosen: order !== undefined,
    columns: columns ?? definition.columns.filter((column) => column.isShownAtFirst).map(({ id }) => id),
    params,
    notices,
  };
}

/** A comma inside, which no column's name has, could not come from us; unknown names are left out. */
function readColumns<ColumnId extends string>(
  text: string | undefined,
  definition: TableDefinition<ColumnId>,
): ColumnId[] | null {
  if (text === undefined) return null;
  const names = text.split(',');
  const [first, ...others] = definition.columns;
  const known = [...new Set(names)].flatMap((name) => others.find(({ id }) => id === name)?.id ?? []);
  return first === undefined ? known : [first.id, ...known];
}

function readLine(raw: RawSearchParams, { filters }: TableDefinition): FilterLine {
  let line = parseFilterLine((readParam(raw, 'q') ?? '').slice(0, FILTER_LINE_LENGTH_MAX), filters);
  for (const { name } of filters) {
    const value = readParam(raw, name);
    if (value === undefined || line.conditions.some((condition) => condition.field === name)) continue;
    line = parseFilterLine(withCondition(line, name, value), filters);
  }
  const from = readParam(raw, 'from');
  const to = readParam(raw, 'to');
  const days = filters.find((field) => field.kind === 'day');
  if (days === undefined || (from === undefined && to === undefined)) return line;
  const range = from === undefined ? `<=${to ?? ''}` : to === undefined ? `>=${from}` : `${from}..${to}`;
  return parseFilterLine(withCondition(line, days.name, range), filters);
}
