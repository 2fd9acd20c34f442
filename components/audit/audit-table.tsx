import Link from 'next/link';
import type { AuditRow } from '#lib/audit/types.ts';
import { Time } from '../ui/time.tsx';
import { actorWords } from './audit-words.ts';
import { OutcomeBadge } from './outcome-badge.tsx';

/** Rows of the record, newest first. @param caption says which, for screen readers */
export function AuditTable({ rows, caption }: { rows: readonly AuditRow[]; caption: string }) {
  return (
    <div className="list" data-list="">
      <table className="data sticky cards audit-list">
        <caption className="vh">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">Action</th>
            <th scope="col">Outcome</th>
            <th scope="col">Who</th>
            <th scope="col">Subject</th>
            <th scope="col" className="c-wide">
              Chain
            </th>
            <th scope="col">When</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <AuditLine key={row.auditRecordId} row={row} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function AuditLine({ row }: { row: AuditRow }) {
  return (
    <tr>
      <th scope="row" className="c-name">
        <Link href={`/audit/${row.auditRecordId}`} prefetch={false}>
          {row.action}
          <span className="vh"> row {row.auditRecordId}</span>
        </Link>
      </th>
      <td className="c-status">
        <OutcomeBadge outcome={row.outcome} />
      </td>
      <td className="c-who">
        <bdi className="cut" title={row.actorId}>
          {actorWords(row)}
        </bdi>
      </td>
      <td className="c-destination">
        <bdi className="cut mono" title={row.subject}>
          {row.subject}
        </bdi>
      </td>
      <td className="c-wide mono muted">{row.connectedAccountId}</td>
      <td className="c-when">
        <Time at={row.recordedAt} seconds />
      </td>
    </tr>
  );
}
