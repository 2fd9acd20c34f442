import type { Route } from 'next';
import Link from 'next/link';
import type { AuditColumn, AuditRow, AuditSort } from '#lib/audit/types.ts';
import type { TableColumn } from '#lib/tables/types.ts';
import { DataTable, type CellView } from '../data-table/data-table.tsx';
import { Time } from '../ui/time.tsx';
import { actorWords } from './audit-words.ts';
import { changesOf } from './changes.ts';
import { OutcomeBadge } from './outcome-badge.tsx';

/** @param panelHref the list with this row's panel open */
export function AuditTable({
  rows,
  columns,
  shown,
  sort,
  hrefOfOrder,
  panelHref,
  opened,
}: {
  rows: readonly AuditRow[];
  columns: readonly TableColumn<AuditColumn>[];
  shown: readonly AuditColumn[];
  sort: AuditSort;
  hrefOfOrder: (order: string) => Route;
  panelHref: (auditRecordId: string) => Route;
  opened: string | undefined;
}) {
  const action: CellView<AuditRow> = {
    draw: (row) => (
      <Link
        href={panelHref(row.auditRecordId)}
        prefetch={false}
        scroll={false}
        className="cut"
        title={row.action}
      >
        {row.action}
        <span className="vh"> row {row.auditRecordId}</span>
      </Link>
    ),
    className: 'c-name',
  };
  return (
    <DataTable
      caption={`The audit record, ${sort} first`}
      className="audit-list"
      columns={columns}
      shown={shown}
      rows={rows}
      cells={{ ...CELLS, action }}
      sort={sort}
      hrefOfOrder={hrefOfOrder}
      rowId={(row) => row.auditRecordId}
      selectable={({ auditRecordId }) => ({ id: auditRecordId })}
      opened={opened}
    />
  );
}

const NONE = <span className="muted">–</span>;

const CELLS: Readonly<Record<AuditColumn, CellView<AuditRow>>> = {
  action: { draw: (row) => row.action },
  outcome: { draw: (row) => <OutcomeBadge outcome={row.outcome} />, className: 'c-status c-end' },
  who: {
    draw: (row) => (
      <bdi className="cut" title={row.actorId}>
        {actorWords(row)}
      </bdi>
    ),
    className: 'c-who',
  },
  subject: {
    draw: (row) => (
      <bdi className="cut mono" title={row.subject}>
        {row.subject}
      </bdi>
    ),
    className: 'c-destination',
  },
  changes: { draw: (row) => <Changes row={row} />, isWide: true },
  chain: { draw: (row) => row.connectedAccountId, isWide: true, className: 'mono muted nowrap' },
  link: { draw: (row) => row.link?.sequence ?? NONE, isWide: true, className: 'mono nowrap' },
  request: {
    draw: (row) => (
      <span className="cut mono muted" title={row.requestId}>
        {row.requestId}
      </span>
    ),
    isWide: true,
  },
  when: { draw: (row) => <Time at={row.recordedAt} seconds />, className: 'c-when' },
};

/** Which values a row is about; the values are in its panel. */
function Changes({ row }: { row: AuditRow }) {
  const paths = changesOf(row.before, row.after)
    .filter(({ isChanged }) => isChanged)
    .map(({ path }) => path)
    .join(', ');
  return paths === '' ? (
    NONE
  ) : (
    <span className="cut mono" title={paths}>
      {paths}
    </span>
  );
}
