import type { ReactNode } from 'react';
import type { OthersFactor, StepUpFactor, StepUpWays } from '#lib/approvals/types.ts';
import { ConfirmForm } from '../approvals/confirm-form.tsx';
import { hasAnyWay } from '../approvals/step-up-fields.tsx';
import { ActionForm } from '../ui/action-form.tsx';
import { Badge } from '../ui/badge.tsx';
import { Time } from '../ui/time.tsx';

type FormAction = Parameters<typeof ActionForm>[0]['action'];

const KINDS = { passkey: 'Passkey', totp: 'One-time codes' } as const;

/** One's own factors. @param isFirst whether the reader is an administrator with none that counts */
export function OwnFactors({
  factors,
  isFirst,
  remove,
}: {
  factors: readonly StepUpFactor[];
  isFirst: boolean;
  remove: FormAction;
}) {
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
                  <Time at={factor.confirmedAt} />
                </>
              )}
              . <Fingerprint of={factor.fingerprint} />
            </p>
            {!factor.isActive && !isFirst ? (
              <p className="small">
                It confirms nothing yet. Read its fingerprint to an administrator yourself; they confirm that
                it is yours.
              </p>
            ) : null}
            {!factor.isActive && isFirst ? (
              <p className="small">
                No administrator may have anything yet that could confirm it. The first of all is confirmed on
                the machine, with <span className="mono">npm run people:confirm</span>.
              </p>
            ) : null}
          </div>
          <Removal name={factor.name}>
            <RemoveOwn factorId={factor.factorId} remove={remove} />
          </Removal>
        </li>
      ))}
    </ul>
  );
}

/** Everybody else's: what waits comes first. */
export function OthersFactors({
  factors,
  ways,
  confirm,
  remove,
  sameHands,
}: {
  factors: readonly OthersFactor[];
  /** With what the reader proves to be there. */
  ways: StepUpWays;
  confirm: FormAction;
  remove: FormAction;
  /** By operator id: why they count as one hand with the reader, who then cannot confirm. */
  sameHands: ReadonlyMap<string, string>;
}) {
  if (factors.length === 0) return <p className="muted">Nobody else has added one.</p>;
  return (
    <ul className="settings-list">
      {factors.map((factor) => (
        <li key={factor.factorId}>
          <div>
            <p className="head-line">
              <b>{factor.ownerName}</b>
              <StateBadge isActive={factor.isActive} />
            </p>
            <p className="small muted">
              {KINDS[factor.kind]} “{factor.name}”, added <Time at={factor.enrolledAt} />.{' '}
              <Fingerprint of={factor.fingerprint} />
            </p>
          </div>
          <div className="actions">
            {factor.isActive ? null : (
              <Confirmation
                factor={factor}
                ways={ways}
                confirm={confirm}
                oneHand={sameHands.get(factor.operatorId)}
              />
            )}
            {factor.isActive ? (
              <Removal name={`${factor.name} of ${factor.ownerName}`}>
                <ConfirmForm
                  action={remove}
                  fields={{ factorId: factor.factorId }}
                  ways={ways}
                  purpose="factors.remove"
                  root={factor.root}
                  does="Remove for good"
                  pendingLabel="Removing …"
                  kind="danger"
                />
              </Removal>
            ) : (
              <Refusal factor={factor} remove={remove} />
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}

function Confirmation({
  factor: { factorId, ownerName, root },
  ways,
  confirm,
  oneHand,
}: {
  factor: OthersFactor;
  ways: StepUpWays;
  confirm: FormAction;
  oneHand: string | undefined;
}) {
  if (oneHand !== undefined)
    return <span className="small muted">{oneHand} Another administrator confirms.</span>;
  return (
    <details className="fold">
      <summary>
        It is theirs<span className="vh">: {ownerName}</span>…
      </summary>
      {hasAnyWay(ways) ? (
        <p className="small muted">
          Only after they have read you the same fingerprint from their own page. From then on they decide
          with it.
        </p>
      ) : null}
      <ConfirmForm
        action={confirm}
        fields={{ factorId }}
        ways={ways}
        purpose="factors.confirm"
        root={root}
        does="Confirm"
        pendingLabel="Confirming …"
      />
    </details>
  );
}

/** Nothing of theirs is lost by it: they add another one, and read its fingerprint to whoever asks. */
function Refusal({ factor: { factorId, ownerName }, remove }: { factor: OthersFactor; remove: FormAction }) {
  return (
    <details className="fold">
      <summary>
        It is not theirs<span className="vh">: {ownerName}</span>…
      </summary>
      <ActionForm
        action={remove}
        fields={{ factorId }}
        label="Refuse it for good"
        pendingLabel="Refusing"
        kind="danger"
        small
      />
    </details>
  );
}

/** The same on the page of its owner and of whoever confirms it, and on no other factor's. */
function Fingerprint({ of }: { of: string }) {
  return (
    <span className="nowrap">
      Fingerprint <span className="mono">{of}</span>
    </span>
  );
}

function StateBadge({ isActive }: { isActive: boolean }) {
  return isActive ? <Badge tone="paid">Counts</Badge> : <Badge tone="held">Waits for an administrator</Badge>;
}

/** Asked first: a factor that is removed does not come back. */
function Removal({ name, children }: { name: string; children: ReactNode }) {
  return (
    <details className="fold">
      <summary>
        Remove<span className="vh"> {name}</span>…
      </summary>
      {children}
    </details>
  );
}

/** One's own takes no proof: whoever lost it has none. */
function RemoveOwn({ factorId, remove }: { factorId: string; remove: FormAction }) {
  return (
    <ActionForm
      action={remove}
      fields={{ factorId }}
      label="Remove for good"
      pendingLabel="Removing"
      kind="danger"
      small
    />
  );
}
