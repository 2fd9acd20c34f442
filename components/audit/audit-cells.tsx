import type { AuditColumn, AuditRow } from '#lib/audit/types.ts';
import type { CellView } from '../data-table/data-table.tsx';
import { Time } from '../ui/time.tsx';
import { actorWords } from './audit-words.ts';
import { changesOf } from './changes.ts';
import { OutcomeBadge } from './outcome-badge.tsx';

const NONE = <span className="muted">–</span>;

/** How each column of the record is drawn. No row of it ever changes, so none is drawn again. */
export const AUDIT_CELLS: Readonly<Record<AuditColumn, CellView<AuditRow>>> = {
  action: {
    draw: (row) => (
      <span title={row.action}>
        {row.action}
        <span className="vh"> row {row.auditRecordId}</span>
      </span>
    ),
    className: 'c-name',
  },
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
  changes: { draw: (row) => <Changes row={row} />, yields: 'narrow' },
  chain: { draw: (row) => row.connectedAccountId, yields: 'narrow', className: 'mono muted nowrap' },
  link: { draw: (row) => row.link?.sequence ?? NONE, yields: 'narrow', className: 'mono nowrap' },
  request: {
    draw: (row) => (
      <span className="cut mono muted" title={row.requestId}>
        {row.requestId}
      </span>
    ),
    yields: 'narrow',
  },
  when: { draw: (row) => <Time at={row.recordedAt} seconds />, className: 'c-when' },
};

/** Which values a row is about; the values themselves are in its panel. */
function Changes({ row }: { row: AuditRow }) {
  const paths = changesOf(row.before, row.after)
    .filter(({ isChanged }) => isChanged)
    .map(({ path }) => path)
    .join(', ');
  if (paths === '') return NONE;
  return (
    <span className="cut mono" title={paths}>
      {paths}
    </span>
  );
}
