import type { Route } from 'next';
import Link from 'next/link';
import type {
  ConnectedAccountColumn,
  ConnectedAccountRow,
  ConnectedAccountSort,
} from '#lib/connected-accounts/types.ts';
import type { TableColumn } from '#lib/tables/types.ts';
import { DataTable, type CellView } from '../data-table/data-table.tsx';
import { Badge } from '../ui/badge.tsx';
import { Time } from '../ui/time.tsx';
import { intervalWord, requirementState } from './account-words.ts';
import { LockBadge } from './lock-badge.tsx';

/** @param panelHref the list with this account's panel open */
export function ConnectedAccountTable({
  rows,
  columns,
  shown,
  sort,
  hrefOfOrder,
  panelHref,
  opened,
}: {
  rows: readonly ConnectedAccountRow[];
  columns: readonly TableColumn<ConnectedAccountColumn>[];
  shown: readonly ConnectedAccountColumn[];
  sort: ConnectedAccountSort;
  hrefOfOrder: (order: string) => Route;
  panelHref: (connectedAccountId: string) => Route;
  opened: string | undefined;
}) {
  const name: CellView<ConnectedAccountRow> = {
    draw: (row) => (
      <Link
        href={panelHref(row.connectedAccountId)}
        prefetch={false}
        scroll={false}
        className="cut"
        title={row.displayName}
      >
        <bdi>{row.displayName}</bdi>
      </Link>
    ),
    className: 'c-name',
  };
  return (
    <DataTable
      caption={`Connected accounts, ${sort} first`}
      className="account-list"
      columns={columns}
      shown={shown}
      rows={rows}
      cells={{ ...CELLS, name }}
      sort={sort}
      hrefOfOrder={hrefOfOrder}
      rowId={(row) => row.connectedAccountId}
      selectable={({ connectedAccountId }) => ({ id: connectedAccountId })}
      opened={opened}
    />
  );
}

const NONE = <span className="muted">–</span>;

const CELLS: Readonly<Record<ConnectedAccountColumn, CellView<ConnectedAccountRow>>> = {
  name: { draw: (row) => row.displayName },
  lock: { draw: (row) => <LockBadge lockStrength={row.lockStrength} />, className: 'c-status c-end' },
  requirements: { draw: (row) => <Requirements row={row} />, className: 'c-status' },
  payouts: { draw: (row) => <Payouts row={row} />, className: 'c-status c-end' },
  charges: {
    draw: (row) => (row.chargesEnabled ? 'On' : <Badge tone="failed">Off</Badge>),
    isWide: true,
  },
  country: { draw: (row) => row.country ?? NONE, isWide: true },
  currency: { draw: (row) => row.defaultCurrency?.toUpperCase() ?? NONE, isWide: true },
  created: { draw: (row) => <Time at={row.createdAtStripe} show="day" />, className: 'c-when' },
  read: { draw: (row) => <Time at={row.readAt} />, isWide: true, className: 'nowrap' },
  account: { draw: (row) => row.connectedAccountId, isWide: true, className: 'mono muted nowrap' },
};

function Requirements({ row }: { row: ConnectedAccountRow }) {
  const state = requirementState(row.requirementState);
  return (
    <>
      {state.tone === undefined ? (
        <span className="muted">{state.word}</span>
      ) : (
        <Badge tone={state.tone}>{state.word}</Badge>
      )}
      {row.currentDeadline === null ? null : (
        <span className="small muted why">
          by <Time at={row.currentDeadline} show="day" />
        </span>
      )}
    </>
  );
}

function Payouts({ row }: { row: ConnectedAccountRow }) {
  if (row.deauthorizedAt !== null) return <Badge tone="failed">Disconnected</Badge>;
  if (!row.payoutsEnabled) return <Badge tone="failed">Off</Badge>;
  return <span className="nowrap">{intervalWord(row.payoutInterval) ?? 'On'}</span>;
}
