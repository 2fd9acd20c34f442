import { countOf } from '#components/data-table/count.ts';
import { DataTable, orderWords, type TableRow } from '#components/data-table/data-table.tsx';
import { listHref, type ListParams } from '#components/data-table/list-href.ts';
import { NoneMatches, NotUnderstood, Refused } from '#components/data-table/list-states.tsx';
import { ListTotals } from '#components/data-table/list-totals.tsx';
import { LiveRows } from '#components/data-table/live-rows.tsx';
import { SelectionBar } from '#components/data-table/selection-bar.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { Pager } from '#components/ui/pager.tsx';
import { EmptyState } from '#components/ui/states.tsx';
import { Time } from '#components/ui/time.tsx';
import { sumByCurrency } from '#lib/money/money.ts';
import { selectableOf, type ListRequest, type ListScreen, type ReadList } from './list-screen.ts';
import type { Loaded } from './load-list.ts';
import type { ListRefusal } from './or-refusal.ts';

/** The rows of a list with what belongs to them, or in words why there are none. @param page the address with its cursor */
export function ListBody<Row extends TableRow, ColumnId extends string, Order extends string, Filter>({
  screen,
  view,
  loaded,
  page: here,
  isWhole,
  opened,
  readAt,
  mayAct,
}: {
  screen: ListScreen<Row, ColumnId, Order, Filter>;
  view: ListRequest<ColumnId, Order, Filter>;
  loaded: Loaded<Row, Order> | ListRefusal | null;
  page: ListParams;
  /** All of it was asked for. */
  isWhole: boolean;
  opened: string | undefined;
  readAt: Date;
  /** Whether the reader may decide of many at once. */
  mayAct: boolean;
}) {
  const { path, many, table, rowId, rowSum } = screen;
  const { params, filter } = view;
  if (loaded === null) return <NotUnderstood path={path} table={table} what={many} />;
  if (loaded.list === null) return <Refused path={path} refused={loaded} what={many} />;
  const { list, order, request } = loaded;
  const { page, count } = list;
  const live = <LiveRows askHref={askHref(screen, view, loaded, readAt)} href={listHref(path, params, {})} />;
  if (page.rows.length === 0)
    return (
      <>
        {live}
        <Nothing screen={screen} params={params} />
      </>
    );
  return (
    <form>
      {live}
      <DataTable
        caption={`${capital(many)}, ${orderWords(order)}`}
        className={screen.className ?? ''}
        columns={table.columns}
        shown={view.columns}
        rows={page.rows}
        cells={screen.cells}
        sort={order}
        hrefOfOrder={(sort) =>
          screen.canOrder?.(filter, sort) === false ? null : listHref(path, params, { sort })
        }
        rowId={rowId}
        hrefOf={(row) => listHref(path, params, { cursor: here['cursor'], open: rowId(row) })}
        selectable={(row) => selectableOf(screen, row)}
        opened={opened}
      />
      <SelectionBar
        scope={`${screen.list}?${params['q'] ?? ''}`}
        all={selectable(list)}
        what={many}
        acts={mayAct ? (screen.bulk ?? null) : null}
        query={params['q'] ?? ''}
      />
      {rowSum === undefined ? null : (
        <ListTotals
          page={sumByCurrency(page.rows.map(rowSum))}
          all={list.sums ?? null}
          count={count}
          what={many}
          whole={wholeOf(screen, here, isWhole)}
        />
      )}
      <ListPager
        screen={screen}
        params={params}
        list={list}
        isFirst={request.cursor === null}
        readAt={readAt}
      />
    </form>
  );
}

/** All of it, of the very page that somebody looks at. */
function wholeOf<Row extends TableRow, C extends string, O extends string, F>(
  { path, countsWhole }: ListScreen<Row, C, O, F>,
  here: ListParams,
  isAsked: boolean,
) {
  return countsWhole === true
    ? { isAsked, href: listHref(path, here, { whole: '1', cursor: here['cursor'] }) }
    : null;
}

function ListPager<Row extends TableRow, C extends string, O extends string, F>({
  screen: { path, one, many },
  params,
  list: { page, count },
  isFirst,
  readAt,
}: {
  screen: ListScreen<Row, C, O, F>;
  params: ListParams;
  list: ReadList<Row>;
  isFirst: boolean;
  readAt: Date;
}) {
  const hrefAt = (at: string | null) => (at === null ? null : listHref(path, params, { cursor: at }));
  return (
    <Pager
      firstHref={isFirst ? null : listHref(path, params, {})}
      newerHref={hrefAt(page.previousCursor)}
      olderHref={hrefAt(page.nextCursor)}
      summary={
        <>
          {count === null
            ? `${String(page.rows.length)} ${many} on this page`
            : `${String(page.rows.length)} of ${countOf(count, one, many)}`}
          , as of <Time at={readAt} seconds />
        </>
      }
    />
  );
}

const capital = (words: string): string => words.slice(0, 1).toUpperCase() + words.slice(1);

/** Before every row: whatever comes into a list that was empty is new. */
const BEFORE_ALL = new Date(0);

/** Only the first page of the newest has rows that could come above it. */
function askHref<Row extends TableRow, C extends string, Order extends string, Filter>(
  { path, rowId, rowTime, isQueue }: ListScreen<Row, C, Order, Filter>,
  view: ListRequest<C, Order, Filter>,
  { list, order, request }: Loaded<Row, Order>,
  readAt: Date,
): string {
  const asked = new URLSearchParams({ q: view.line.text });
  const newest = list.page.rows[0];
  if (isQueue === true && order !== 'newest' && request.cursor === null) {
    asked.set('at', readAt.toISOString());
  } else if (newest === undefined && rowTime !== null && request.cursor === null) {
    asked.set('at', BEFORE_ALL.toISOString());
  } else if (newest !== undefined && rowTime !== null && order === 'newest' && request.cursor === null) {
    asked.set('at', rowTime(newest).toISOString());
    asked.set('id', rowId(newest));
  }
  return `${path}/live?${asked.toString()}`;
}

function selectable({ count, sums }: ReadList<unknown>) {
  // What is not counted to the end, or not summed where there is money, has no totals to say.
  if (count === null || count.isCapped || sums === null) return null;
  return {
    count: count.count,
    sums: (sums ?? []).map(({ amount, currency }) => ({ amount: amount.toString(), currency })),
  };
}

function Nothing<Row extends TableRow, C extends string, O extends string, F>({
  screen: { path, table, one, nothing },
  params,
}: {
  screen: ListScreen<Row, C, O, F>;
  params: ListParams;
}) {
  if (params['q'] !== undefined) return <NoneMatches path={path} params={params} table={table} what={one} />;
  return (
    <EmptyState title={nothing.title} actions={<LinkButton href={nothing.href}>{nothing.link}</LinkButton>}>
      <p>{nothing.text}</p>
    </EmptyState>
  );
}
