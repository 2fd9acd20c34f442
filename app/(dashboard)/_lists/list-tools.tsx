import type { Route } from 'next';
import type { Calendar } from '#app/_edge/day-bounds.ts';
import { Chips } from '#components/data-table/chips.tsx';
import { ColumnMenu } from '#components/data-table/column-menu.tsx';
import type { TableRow } from '#components/data-table/data-table.tsx';
import { ListFilters, type ListFacets } from '#components/data-table/list-filters.tsx';
import { listHref } from '#components/data-table/list-href.ts';
import type { Context } from '#lib/context.ts';
import { withCondition } from '#lib/tables/filter-line.ts';
import { countView } from './count-view.ts';
import { chipsOf } from './line-chips.ts';
import type { ListRequest, ListScreen } from './list-screen.ts';
import { Views } from './views.tsx';

/** What narrows and arranges a list: its filter line and facets, saved views, columns and density. */
export function ListTools<Row extends TableRow, ColumnId extends string, Order extends string, Filter>({
  ctx,
  screen,
  view,
  facets,
  calendar,
  density,
}: {
  ctx: Context;
  screen: ListScreen<Row, ColumnId, Order, Filter>;
  view: ListRequest<ColumnId, Order, Filter>;
  facets: ListFacets | null;
  calendar: Calendar;
  density: string;
}) {
  const { list: name, path, table } = screen;
  const { line, params } = view;
  return (
    <>
      <ListFilters
        path={path}
        params={params}
        label={screen.filterLabel}
        placeholder={screen.placeholder}
        facets={facets}
        chosen={Object.fromEntries(line.conditions.map(({ field, value }) => [field, value]))}
        hrefWith={(field, value): Route => listHref(path, params, { q: withCondition(line, field, value) })}
        problems={view.problems}
        zone={calendar.zone}
      >
        <Views
          ctx={ctx}
          list={name}
          path={path}
          params={params}
          countOf={(saved) => countView(ctx, screen, saved, calendar)}
        />
        <ColumnMenu
          path={path}
          params={params}
          columns={table.columns}
          shown={view.columns}
          density={density}
        />
      </ListFilters>
      <Chips chips={chipsOf(path, params, line)} clearHref={listHref(path, params, { q: undefined })} />
    </>
  );
}
