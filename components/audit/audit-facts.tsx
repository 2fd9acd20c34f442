import Link from 'next/link';
import type { AuditDetail } from '#lib/audit/types.ts';
import { listHref } from '../data-table/list-href.ts';
import { CopyId } from '../ui/copy-id.tsx';
import { DefinitionList } from '../ui/definition-list.tsx';
import { Time } from '../ui/time.tsx';
import { actorWords, KIND_WORDS, subjectHref } from './audit-words.ts';

/** Who, what, about what, when; each leads to everything else of the same. */
export function AuditFacts({ row }: { row: AuditDetail }) {
  const page = subjectHref(row.subject);
  const kind = Object.entries(KIND_WORDS).find(([name]) => name === row.actorKind)?.[1] ?? row.actorKind;
  return (
    <>
      <DefinitionList
        items={[
          ['When', <Time key="when" at={row.recordedAt} seconds year />],
          [
            'Who',
            <span key="who">
              {actorWords(row)} <span className="muted">{kind}</span>
              {row.actorName === null ? null : <span className="muted mono"> {row.actorId}</span>}
            </span>,
          ],
          ['Subject', <CopyId key="subject" id={row.subject} what="subject" />],
          [
            'Chain',
            <span key="chain" className="mono">
              {row.connectedAccountId}
            </span>,
          ],
          ['Request', <CopyId key="request" id={row.requestId} what="request id" />],
        ]}
      />
      <ul className="audit-more small">
        {page === null ? null : (
          <li>
            <Link href={page} prefetch={false}>
              Open {row.subject}
            </Link>
          </li>
        )}
        <More name="subject" value={row.subject} text="All about this subject" />
        <More name="actor" value={row.actorId} text={`All by ${actorWords(row)}`} />
        <More name="action" value={row.action} text={`All of ${row.action}`} />
      </ul>
    </>
  );
}

function More({ name, value, text }: { name: string; value: string; text: string }) {
  return (
    <li>
      <Link href={listHref('/audit', {}, { [name]: value })} prefetch={false}>
        {text}
      </Link>
    </li>
  );
}
