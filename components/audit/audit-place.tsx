import type { AuditDetail } from '#lib/audit/types.ts';
import { Callout } from '../ui/card.tsx';
import { CopyId } from '../ui/copy-id.tsx';
import { DefinitionList } from '../ui/definition-list.tsx';

/** Where a row stands in its chain, and what a verifier compares. */
export function AuditPlace({ row }: { row: AuditDetail }) {
  const { link, checkpoint } = row;
  if (link === null)
    return (
      <Callout tone="failed" title="No chain names this row">
        <p>
          It was put into the database around its guards. Run npm run audit:verify and ask who has access.
        </p>
      </Callout>
    );
  return (
    <DefinitionList
      items={[
        ['Row', `${link.sequence} of the chain ${row.connectedAccountId}`],
        ['Record', <CopyId key="record" id={row.auditRecordId} what="record id" />],
        ['Hash', <CopyId key="hash" id={link.hash} what="hash" />],
        [
          'Before it',
          link.previousHash === null ? (
            'the first of its chain'
          ) : (
            <CopyId key="previous" id={link.previousHash} what="previous hash" />
          ),
        ],
        ['Covered by', checkpoint === null ? 'the next checkpoint' : `checkpoint ${checkpoint}`],
      ]}
    />
  );
}
