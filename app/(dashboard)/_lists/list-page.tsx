import type { Route } from 'next';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { readParam, type RawSearchParams } from '#app/_edge/list-params.ts';
import { orNotFound } from '#app/_edge/page-guard.ts';
import { Patiently } from '#app/_edge/patiently.tsx';
import { readPreferences } from '#app/_edge/preferences.ts';
import { CsvLink } from '#components/data-table/csv-link.tsx';
import { ListSkeleton } from '#components/data-table/list-skeleton.tsx';
import { ListKeys } from '#components/data-table/list-keys.tsx';
import { listHref } from '#components/data-table/list-href.ts';
import { SettledAddress } from '#components/data-table/settled-address.tsx';
import { Notices } from '#components/data-table/notices.tsx';
import { panelSteps } from '#components/data-table/panel-steps.ts';
import { isoDay } from '#components/ui/format-instant.ts';
import { HeldStill } from '#components/ui/held-still.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import type { TableRow } from '#components/data-table/data-table.tsx';
import { permissionsOf } from '#lib/auth/authorize.ts';
import type { Context } from '#lib/context.ts';
import { withDefaultView } from './default-view.ts';
import { ListBody } from './list-body.tsx';
import { listNotices } from './list-notices.ts';
import type { ListScreen } from './list-screen.ts';
import { ListTools } from './list-tools.tsx';
import { loadList } from './load-list.ts';
import { openedId } from './opened-id.ts';

type ListProps<Row extends TableRow, ColumnId extends string, Order extends string, Filter> = {
  ctx: Context;
  given: RawSearchParams;
  screen: ListScreen<Row, ColumnId, Order, Filter>;
  /** The page reads itself again for something else and the rows must stay where they are. */
  isHeld?: boolean;
  /** The lists beside this one. */
  tabs?: Promise<ReactNode> | ReactNode;
  /** What stands below the list. */
  children?: ReactNode;
};

/** A list on the table kit with everything around it. */
export function ListPage<Row extends TableRow, ColumnId extends string, Order extends string, Filter>(
  props: ListProps<Row, ColumnId, Order, Filter>,
) {
  const { screen, given, tabs } = props;
  const list = drawList(props);
  return (
    <Patiently
      // What is opened may not be there.
      subject={readParam(given, 'open') === undefined ? undefined : list}
      fallback={
        <ListSkeleton
          title={screen.title}
          lead={<Lead screen={screen} />}
          crumbs={screen.crumbs}
          what={screen.many}
          columns={screen.table.columns.flatMap((column) => (column.isShownAtFirst ? column.header : []))}
          hasTabs={tabs !== undefined}
        />
      }
    >
      {list}
    </Patiently>
  );
}

async function drawList<Row extends TableRow, ColumnId extends string, Order extends string, Filter>({
  ctx,
  given,
  screen,
  isHeld = false,
  tabs,
  children,
}: ListProps<Row, ColumnId, Order, Filter>): Promise<ReactNode> {
  const { list: name, path } = screen;
  const { zone, density } = await readPreferences();
  const calendar = { zone, today: isoDay(ctx.now, zone) };
  const { raw, defaultName } = await withDefaultView(ctx, name, given, screen.usual);
  const view = screen.readRequest(raw, calendar);
  const cursor = readParam(raw, 'cursor');
  const isWhole = screen.countsWhole === true && readParam(raw, 'whole') === '1';
  const [loaded, drawnTabs] = await Promise.all([loadList(ctx, screen, view, cursor, isWhole), tabs]);
  const list = loaded?.list ?? null;
  const ids = list?.page.rows.map(screen.rowId) ?? [];
  const open = list === null ? undefined : openedId(readParam(raw, 'open'), ids);
  const mayAct = screen.bulk && permissionsOf(ctx.actor).includes(screen.bulk.permission);
  const page = { ...view.params, ...(cursor === undefined || list?.page.isCursorRefused ? {} : { cursor }) };
  const panel =
    open === undefined || list === null
      ? null
      : await orNotFound(() => screen.panel(ctx, open, panelSteps(path, page, ids, open, list.page)));
  return (
    <div className={panel === null ? 'page wide' : 'page wide with-panel'}>
      <div className="list-side">
        <PageHead
          {...(screen.crumbs === undefined ? {} : { crumbs: screen.crumbs })}
          title={screen.title}
          lead={<Lead screen={screen} />}
          actions={
            loaded?.list == null ? null : (
              <CsvLink
                href={`/api/exports/${name}.csv`}
                params={view.params}
                order={loaded.order}
                columns={view.columns}
              />
            )
          }
        />
        {drawnTabs}
        <ListTools
          ctx={ctx}
          screen={screen}
          view={view}
          facets={list?.facets ?? null}
          calendar={calendar}
          density={density}
        />
        <Notices texts={listNotices(view.notices, defaultName, list?.page.isCursorRefused)} />
        <HeldStill of={JSON.stringify([page, open])} isHeld={isHeld}>
          <ListBody
            screen={screen}
            view={view}
            loaded={loaded}
            page={page}
            isWhole={isWhole}
            opened={open}
            readAt={ctx.now}
            mayAct={mayAct === true}
          />
        </HeldStill>
        <ListKeys acts={screen.acts ?? []} together={mayAct === true ? screen.together : undefined} />
        {children}
      </div>
      {panel}
      {open !== undefined && open !== readParam(raw, 'open') ? (
        <SettledAddress href={listHref(path, page, { cursor: page['cursor'], open })} />
      ) : null}
    </div>
  );
}

function Lead({
  screen: { lead, links = [] },
}: {
  screen: { lead: string; links?: readonly { href: Route; label: string }[] };
}) {
  return (
    <>
      {lead}
      {links.map(({ href, label }, index) => (
        <span key={href}>
          {index === 0 ? ' ' : ' · '}
          <Link href={href} prefetch={false}>
            {label}
          </Link>
        </span>
      ))}
    </>
  );
}
