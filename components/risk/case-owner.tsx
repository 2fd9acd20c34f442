import type { RiskCase } from '#lib/risk/types.ts';
import { ActionForm } from '../ui/action-form.tsx';
import type { FormAction } from '../ui/answered-form.tsx';
import { Badge } from '../ui/badge.tsx';
import { DefinitionList } from '../ui/definition-list.tsx';
import { Time } from '../ui/time.tsx';

/** Whose case it is and until when. @param reader the operator's id; null for whoever may not decide */
export function CaseOwner({
  found,
  reader,
  action,
  now,
}: {
  found: RiskCase;
  reader: string | null;
  action: FormAction;
  now: Date;
}) {
  const { owner, flag, escalatedAt } = found;
  const isOpen = flag.state === 'open' || flag.state === 'waiting';
  const isMine = owner !== null && owner.operatorId === reader;
  return (
    <>
      <DefinitionList
        items={[
          ['Whose case', owner === null ? 'Nobody’s yet' : <bdi key="owner">{owner.name}</bdi>],
          [
            'To be looked at by',
            <span key="due">
              <Time at={flag.dueAt} />{' '}
              {isOpen && flag.dueAt <= now ? <Badge tone="failed">Overdue</Badge> : null}
            </span>,
          ],
          ['Escalated', escalatedAt === null ? 'no' : <Time key="escalated" at={escalatedAt} />],
          [
            'Put aside until',
            flag.snoozedUntil === null ? null : <Time key="snoozed" at={flag.snoozedUntil} />,
          ],
        ]}
      />
      {reader === null || !isOpen ? null : (
        <ActionForm
          action={action}
          fields={{
            riskFlagId: flag.riskFlagId,
            does: isMine ? 'leave' : 'take',
            ...(owner === null ? {} : { seenOwnerId: owner.operatorId }),
          }}
          label={isMine ? 'Leave it to others' : owner === null ? 'Take the case' : 'Take it over'}
          pendingLabel="One moment …"
        />
      )}
    </>
  );
}
