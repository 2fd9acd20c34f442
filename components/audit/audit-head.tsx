import type { AuditHeadState } from '#lib/audit/types.ts';
import { CopyId } from '../ui/copy-id.tsx';
import { Time } from '../ui/time.tsx';

/** The global head: who keeps it elsewhere can tell later whether anything before it was rewritten. */
export function AuditHead({ head }: { head: AuditHeadState }) {
  return (
    <p className="small muted audit-head">
      {head === null ? (
        'No checkpoint yet; a worker takes one every minute.'
      ) : (
        <>
          Head: checkpoint {head.checkpoint} of <Time at={head.takenAt} seconds />{' '}
          <CopyId id={head.hash} what="head hash" />
        </>
      )}
    </p>
  );
}
