import Link from 'next/link';
import type { StepUpWays } from '#lib/approvals/types.ts';
import type { PlannedChange } from '#lib/people/types.ts';
import { ConfirmForm } from '../approvals/confirm-form.tsx';
import { ActionForm } from '../ui/action-form.tsx';
import type { FormAction } from '../ui/answered-form.tsx';
import { changeWords } from './change-words.ts';
import { ROLES } from './role-words.ts';

/** What was chosen to be changed of somebody, and its one button: asked for where it takes two, else done with a proof. */
export function ConfirmChange({
  planned,
  ways,
  action,
}: {
  planned: PlannedChange;
  ways: StepUpWays;
  action: FormAction;
}) {
  const { operatorId, name, change, toRole, takesTwo, root, isOtherHand } = planned;
  const fields = { operatorId, change, ...(change === 'role' ? { role: toRole } : {}) };
  const leave = (
    <Link href="/settings/people" className="link small">
      Leave it as it is
    </Link>
  );
  return (
    <div className="stack-tight">
      <p>
        <b>{name}</b>: {changeWords(planned)}. {ROLES[toRole].name}: {ROLES[toRole].may}.
      </p>
      {takesTwo ? (
        <ActionForm
          action={action}
          fields={fields}
          label="Ask for this change"
          pendingLabel="Asking …"
          kind="primary"
        >
          <span className="small muted">A second administrator decides.</span>
        </ActionForm>
      ) : isOtherHand ? (
        <ConfirmForm
          action={action}
          fields={fields}
          ways={ways}
          purpose="people.change"
          root={root ?? ''}
          does="Change"
          pendingLabel="Changing …"
        />
      ) : (
        <p className="small muted">You two count as one. Another administrator must change this.</p>
      )}
      {leave}
    </div>
  );
}
