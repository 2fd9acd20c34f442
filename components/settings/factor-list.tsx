import type { OthersFactor, StepUpFactor } from '#lib/approvals/types.ts';
import { ActionForm } from '../ui/action-form.tsx';
import { Badge } from '../ui/badge.tsx';
import { Time } from '../ui/time.tsx';

type FormAction = Parameters<typeof ActionForm>[0]['action'];

const KINDS = { passkey: 'Passkey', totp: 'One-time codes' } as const;

/** One's own factors. */
export function OwnFactors({ factors, remove }: { factors: readonly StepUpFactor[]; remove: FormAction }) {
  if (factors.length === 0)
    return <p className="muted">None yet. Without one you can read everything, and decide about no money.</p>;
  return (
    <ul className="settings-list">
      {factors.map((factor) => (
        <li key={factor.factorId}>
          <div>
            <p className="head-line">
              <b>{factor.name}</b>
              <StateBadge isActive={factor.isActive} />
            </p>
            <p className="small muted">
              {KINDS[factor.kind]}, added <Time at={factor.enrolledAt} />
              {factor.confirmedAt === null ? null : (
                <>
                  , confirmed {factor.confirmedByName === null ? null : `by ${factor.confirmedByName} `}
                  <Time at={factor.confirmedAt} show="relative" />
                </>
              )}
            </p>
          </div>
          <Removal factorId={factor.factorId} name={factor.name} remove={remove} />
        </li>
      ))}
    </ul>
  );
}

/** Everybody else's: what waits comes first. */
export function OthersFactors({
  factors,
  confirm,
  remove,
  sameHands,
}: {
  factors: readonly OthersFactor[];
  confirm: FormAction;
  remove: FormAction;
  /** By operator id: why they count as one hand with the reader, who then cannot confirm. */
  sameHands: ReadonlyMap<string, string>;
}) {
  if (factors.length === 0) return <p className="muted">Nobody else has added one.</p>;
  return (
    <ul className="settings-list">
      {factors.map(({ factorId, kind, name, isActive, operatorId, ownerName, enrolledAt }) => (
        <li key={factorId}>
          <div>
            <p className="head-line">
              <b>{ownerName}</b>
              <StateBadge isActive={isActive} />
            </p>
            <p className="small muted">
              {KINDS[kind]} “{name}”, added <Time at={enrolledAt} />
            </p>
          </div>
          <div className="actions">
            {isActive ? null : sameHands.has(operatorId) ? (
              <span className="small muted">{sameHands.get(operatorId)} Another administrator confirms.</span>
            ) : (
              <ActionForm
                action={confirm}
                fields={{ factorId }}
                label="It is theirs"
                pendingLabel="Confirming"
                small
              />
            )}
            <Removal factorId={factorId} name={`${name} of ${ownerName}`} remove={remove} />
          </div>
        </li>
      ))}
    </ul>
  );
}

function StateBadge({ isActive }: { isActive: boolean }) {
  return isActive ? <Badge tone="paid">Counts</Badge> : <Badge tone="held">Waits for an administrator</Badge>;
}

/** Asked first: a factor that is removed does not come back. */
function Removal({ factorId, name, remove }: { factorId: string; name: string; remove: FormAction }) {
  return (
    <details className="fold">
      <summary>
        Remove<span className="vh"> {name}</span>…
      </summary>
      <ActionForm
        action={remove}
        fields={{ factorId }}
        label="Remove for good"
        pendingLabel="Removing"
        kind="danger"
        small
      />
    </details>
  );
}
