import type { BulkDecision, StepUpWays } from '#lib/approvals/types.ts';
import { ActionForm } from '../ui/action-form.tsx';
import type { FormAction } from '../ui/answered-form.tsx';
import { hasAnyWay, OtherWay, StepUpFields } from './step-up-fields.tsx';

/**
 * One word on everything that is listed: a proof about the hash of it all to approve, a reason to reject. While it is stale
 * the same form leads to the list as it is now, with what was typed, and asks for the proof there.
 */
export function BulkForm({
  bulk: { bulkDecisionId, root, decision, prepared, reason },
  decidable,
  isStale,
  ways,
  start,
}: {
  bulk: BulkDecision & { root: string };
  /** So many of them would be decided. */
  decidable: number;
  isStale: boolean;
  ways: StepUpWays;
  start: FormAction;
}) {
  if (decidable === 0)
    return (
      <p className="callout held" role="status">
        {decision === 'approve' ? 'You can approve none of these' : 'You can reject none of these'}. The list
        says why of each.
      </p>
    );
  const number = decidable.toLocaleString('en-GB');
  const all = prepared === 1 ? 'it' : decidable === prepared ? `all ${number}` : number;
  if (decision === 'approve' && !hasAnyWay(ways)) return <StepUpFields ways={ways} root={root} />;
  const isProven = decision === 'approve' && !isStale;
  return (
    <div className="bulk-form">
      <p className="small muted">
        {decision === 'approve'
          ? 'Each is decided by itself, under the same checks as alone: what has changed since it was listed here is left out and reported. Each approval can be taken back for ten seconds.'
          : 'Each ends at once and its money is free again. Asked for again it needs a person, until as much of it is approved; to keep it, hold the account. What somebody decides meanwhile is left out and reported.'}
      </p>
      <ActionForm
        action={start}
        fields={{ bulkDecisionId, root }}
        kind={isStale ? 'primary' : decision === 'reject' ? 'danger' : ways.hasPasskey ? 'plain' : 'primary'}
        label={sendLabel({ decision, isStale, ways, decidable, all })}
        after={
          isProven ? (
            <OtherWay
              ways={ways}
              purpose="payouts.approve"
              root={root}
              label={`Approve ${all} with passkey`}
              pendingLabel={`Approving ${all} …`}
            />
          ) : null
        }
        pendingLabel={
          isStale ? 'Listing it anew …' : `${decision === 'approve' ? 'Approving' : 'Rejecting'} ${all} …`
        }
      >
        {decision === 'approve' ? (
          isProven ? (
            <StepUpFields ways={ways} root={root} />
          ) : null
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
              defaultValue={reason ?? ''}
            />
          </span>
        )}
      </ActionForm>
    </div>
  );
}

/** Of the form's own button; null where only a passkey sends it. */
function sendLabel({
  decision,
  isStale,
  ways,
  decidable,
  all,
}: {
  decision: 'approve' | 'reject';
  isStale: boolean;
  ways: StepUpWays;
  decidable: number;
  all: string;
}): string | null {
  if (isStale) return `Go on with ${all}, as ${decidable === 1 ? 'it is' : 'they are'} now`;
  if (decision === 'reject') return `Reject ${all}`;
  if (!ways.hasCodes) return null;
  return ways.hasPasskey ? `Approve ${all} with the code` : `Approve ${all}`;
}
