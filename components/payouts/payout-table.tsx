import type { Route } from 'next';
import Link from 'next/link';
import type { PayoutColumn, PayoutRow, PayoutSort } from '#lib/payouts/types.ts';
import type { TableColumn } from '#lib/tables/types.ts';
import { DataTable, type CellView } from '../data-table/data-table.tsx';
import { Amount } from '../money/amount.tsx';
import { Time } from '../ui/time.tsx';
import { PayoutStatus } from './payout-status.tsx';
import { destinationText, methodWord, orderWords, ownerName, schedule } from './payout-words.ts';

/** @param panelHref the list with this payout's panel open */
export function PayoutTable({
  rows,
  columns,
  shown,
  sort,
  hrefOfOrder,
  panelHref,
  opened,
}: {
  rows: readonly PayoutRow[];
  columns: readonly TableColumn<PayoutColumn>[];
  shown: readonly PayoutColumn[];
  sort: PayoutSort;
  hrefOfOrder: (order: string) => Route | null;
  panelHref: (payoutId: string) => Route;
  opened: string | undefined;
}) {
  return (
    <DataTable
      caption={`Payouts, ${orderWords(sort)}`}
      columns={columns}
      shown={shown}
      rows={rows}
      cells={{
        ...CELLS,
        account: { ...CELLS.account, draw: (row) => <Owner row={row} href={panelHref(row.payoutId)} /> },
      }}
      sort={sort}
      hrefOfOrder={hrefOfOrder}
      rowId={(row) => row.payoutId}
      selectable={({ payoutId, amount }) => ({
        id: payoutId,
        amount: amount.amount.toString(),
        currency: amount.currency,
      })}
      opened={opened}
    />
  );
}

function Owner({ row, href }: { row: PayoutRow; href: Route }) {
  const name = ownerName(row.connectedAccountId, row.connectedAccountName);
  return (
    <Link href={href} prefetch={false} scroll={false} className="cut" title={name}>
      <bdi>{name}</bdi>
    </Link>
  );
}

function Failure({ row }: { row: PayoutRow }) {
  return (
    <>
      <PayoutStatus status={row.status} />
      {row.failureCode === null ? null : (
        <span className="why small muted cut" title={row.failureCode}>
          {row.failureCode.replaceAll('_', ' ')}
        </span>
      )}
    </>
  );
}

const place = (row: PayoutRow): string | null =>
  destinationText(row.destinationInstitution, row.destinationLast4);
const NONE = <span className="muted">–</span>;

const CELLS: Readonly<Record<PayoutColumn, CellView<PayoutRow>>> = {
  account: {
    draw: (row) => ownerName(row.connectedAccountId, row.connectedAccountName),
    className: 'c-name',
  },
  amount: { draw: (row) => <Amount value={row.amount} />, className: 'n c-amount' },
  status: { draw: (row) => <Failure row={row} />, className: 'c-status' },
  destination: {
    draw: (row) => place(row) ?? NONE,
    className: (row) => (place(row) === null ? 'c-destination none' : 'c-destination nowrap'),
  },
  method: { draw: (row) => methodWord(row.method), isWide: true },
  schedule: { draw: (row) => schedule(row.isAutomatic), isWide: true, className: 'nowrap' },
  arrives: {
    draw: (row) => <time dateTime={row.arrivesOn}>{row.arrivesOn}</time>,
    isWide: true,
    className: 'nowrap',
  },
  created: { draw: (row) => <Time at={row.occurredAt} />, className: 'c-when' },
  country: { draw: (row) => row.country ?? NONE, isWide: true },
  payout: { draw: (row) => row.payoutId, isWide: true, className: 'mono muted nowrap' },
};
