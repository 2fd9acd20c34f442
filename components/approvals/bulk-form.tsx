import type { BulkDecision, StepUpWays } from '#lib/approvals/types.ts';
import { ActionForm } from '../ui/action-form.tsx';
import type { FormAction } from '../ui/answered-form.tsx';
import { StepUpFields } from './step-up-fields.tsx';

/** One word on everything that is listed: a proof about the hash of it all to approve, a reason to reject. */
export function BulkForm({
  bulk: { bulkDecisionId, root, decision, prepared },
  ways,
  start,
}: {
  bulk: BulkDecision & { root: string };
  ways: StepUpWays;
  start: FormAction;
}) {
  const all = prepared === 1 ? 'it' : `all ${prepared.toLocaleString('en-GB')}`;
  if (decision === 'approve' && !ways.hasCodes && !ways.hasPasskey)
    return <StepUpFields ways={ways} purpose="payouts.approve" root={root} />;
  const hasTwoWays = ways.hasCodes && ways.hasPasskey;
  return (
    <div className="bulk-form">
      <p className="small muted">
        {decision === 'approve'
          ? 'Each is decided by itself, under the same checks as alone: what has changed since it was listed here is left out and reported. Each approval can be taken back for ten seconds.'
          : 'Each ends at once and its money is free again. What somebody decides meanwhile is left out and reported.'}
      </p>
      <ActionForm
        action={start}
        fields={{ bulkDecisionId, root }}
        kind={decision === 'reject' ? 'danger' : hasTwoWays ? 'plain' : 'primary'}
        label={
          decision === 'reject'
            ? `Reject ${all}`
            : hasTwoWays
              ? `Approve ${all} with the code`
              : `Approve ${all}`
        }
        pendingLabel="Starting"
      >
        {decision === 'approve' ? (
          <StepUpFields
            ways={ways}
            purpose="payouts.approve"
            root={root}
            label={`Approve ${all} with passkey`}
          />
        ) : (
          <span className="field">
            <label htmlFor="bulk-reason">Why</label>
            <input
              id="bulk-reason"
              name="reason"
              className="input"
              required
              minLength={3}
              maxLength={500}
              autoComplete="off"
            />
          </span>
        )}
      </ActionForm>
    </div>
  );
}
