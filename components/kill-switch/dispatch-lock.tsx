import type { Route } from 'next';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { ConfirmForm } from '#components/approvals/confirm-form.tsx';
import { Amount } from '#components/money/amount.tsx';
import { ActionForm } from '#components/ui/action-form.tsx';
import type { FormAction } from '#components/ui/answered-form.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { Section } from '#components/ui/card.tsx';
import { Time } from '#components/ui/time.tsx';
import type { StepUpWays } from '#lib/approvals/types.ts';
import type { DispatchLock as Lock } from '#lib/payouts/types.ts';

type Unlocking = {
  lock: Lock;
  /** Operator id of the reader. */
  mine: string;
  mayUnlock: boolean;
  /** Why whoever asked counts as one hand with the reader, who then cannot confirm; null otherwise. */
  oneHand: string | null;
  ask: FormAction;
  confirm: FormAction;
  ways: StepUpWays;
};

/**
 * The lock of all sending, such as after a restore: why, whether Stripe's lists are read, what must be so before people end it,
 * and what that does.
 */
export function DispatchLock(unlocking: Unlocking) {
  const { lock } = unlocking;
  return (
    <Section id="dispatch" first title="Dispatch is locked: no payout leaves">
      <div className="dispatch-lock">
        <p>
          Since <Time at={lock.lockedAt} seconds show="relative" />. {lock.lockedBecause}
        </p>
        <Reading lock={lock} />
        <h3>What must be so first</h3>
        <ul className="lock-checks">
          <Check isMet={lock.isSettled} label="Nothing from before the lock is still under way">
            {lock.isSettled ? 'Every call from then has settled.' : <Settling lock={lock} />}
          </Check>
          <Check isMet={lock.readWholeAt !== null} label="Stripe’s lists have been read whole since the lock">
            {lock.readWholeAt === null ? (
              <Unread lock={lock} />
            ) : (
              <>
                Read <Time at={lock.readWholeAt} show="relative" />.
              </>
            )}
          </Check>
          <Check isMet={lock.strayedCount === 0} label="No request would be paid a second time">
            {lock.strayedCount === 0 ? (
              'Of the payouts that Sluice has read, none belongs to a request that could still be sent.'
            ) : (
              <Strayed lock={lock} />
            )}
          </Check>
          <Check isMet={null} label="What people decided since the backup is decided again">
            <Forgotten lock={lock} />
          </Check>
          <Check isMet={null} label="You know from elsewhere what left since the backup">
            Compare Stripe’s dashboard with the requests that wait here; cancel each that was paid. Sluice
            cannot see this for you.
          </Check>
        </ul>
        <h3>What unlocking does</h3>
        <Effect lock={lock} />
        <Act {...unlocking} />
      </div>
    </Section>
  );
}

function Reading({ lock: { readWholeAt } }: { lock: Lock }) {
  if (readWholeAt === null)
    return (
      <p className="soft">
        A worker reads Stripe’s payouts of every enrolled account and holds each request whose payout is there
        already. After that one person unlocks dispatch. Two may without it, only when it cannot finish: the
        second point says when that is so.
      </p>
    );
  return (
    <p className="soft">
      Stripe’s payouts of every enrolled account were read <Time at={readWholeAt} show="relative" />, and each
      request whose payout was there already is held. One person unlocks dispatch.
    </p>
  );
}

function Settling({ lock: { calling, settledAt } }: { lock: Lock }) {
  return (
    <>
      {calling === 0
        ? 'A call from before the lock may still settle'
        : `${String(calling)} ${calling === 1 ? 'call is' : 'calls are'} under way`}
      ; nobody can unlock before <Time at={settledAt} seconds />.
    </>
  );
}

/** Since when two people may unlock without the lists, or from when. */
function Unread({ lock: { way, failed, overdueAt, isSettled, settledAt } }: { lock: Lock }) {
  if (way === 'reading_overdue')
    return (
      <>
        No reading has finished by <Time at={overdueAt} seconds />: two people may unlock without it.
      </>
    );
  const whenOverdue = (
    <>
      when none has finished by <Time at={overdueAt} seconds />
    </>
  );
  if (failed !== null) {
    const { connectedAccountId, name, at, countsFrom, againAt } = failed;
    const list = (
      <>
        Stripe’s list of{' '}
        <Link href={`/connected-accounts/${connectedAccountId}` as Route} prefetch={false}>
          {name}
        </Link>{' '}
        could not be read at <Time at={at} seconds />
      </>
    );
    return againAt === null ? (
      <>
        {list}. It is tried again. Two people may unlock without the lists when it fails again after{' '}
        <Time at={countsFrom} seconds />, with no reading past it between, or {whenOverdue}.
      </>
    ) : (
      <>
        {list}, and again at <Time at={againAt} seconds />. It is tried again: until a reading gets past it,
        two people may unlock without the lists, once the first point is so.
      </>
    );
  }
  return (
    <>
      {isSettled ? (
        'A reading is under way, or begins with the worker’s next turn.'
      ) : (
        <>
          The reading begins at <Time at={settledAt} seconds />.
        </>
      )}{' '}
      Two people may unlock without it when the list of one account cannot be read twice, a minute or more
      apart and with no reading past it between, or {whenOverdue}.
    </>
  );
}

/** @param isMet null where only a person can know */
function Check({ isMet, label, children }: { isMet: boolean | null; label: string; children: ReactNode }) {
  return (
    <li>
      <Badge tone={isMet === null ? 'held' : isMet ? 'paid' : 'failed'} dot>
        {isMet === null ? 'You check' : isMet ? 'So' : 'Not so'}
      </Badge>
      <div>
        <b className="strong">{label}</b>
        <div className="soft">{children}</div>
      </div>
    </li>
  );
}

function Forgotten({ lock: { knownUntil, lockedAt } }: { lock: Lock }) {
  return (
    <>
      If a backup was put back, this database does not know what was decided{' '}
      {knownUntil === null ? (
        'between that backup and the moment when it was put back'
      ) : (
        <>
          between <Time at={knownUntil} seconds /> and <Time at={lockedAt} seconds />
        </>
      )}
      : kill switches that were pressed, holds, rejections, cancellations, published policies, and who was
      given or lost a role, a passkey or a code. What was rejected then may stand here as approved. Decide it
      again first.{' '}
      <Link href={'/runbooks/dispatch-locked' as Route} prefetch={false}>
        What to look at
      </Link>
    </>
  );
}

function Strayed({ lock: { strayed, strayedCount } }: { lock: Lock }) {
  return (
    <>
      Stripe has a payout for {strayedCount === 1 ? 'one request' : `${String(strayedCount)} requests`} that
      could be sent again. Hold or cancel each:
      <ul className="bullets">
        {strayed.map(({ payoutRequestId, payoutId }) => (
          <li key={payoutRequestId}>
            <Link href={`/payouts/${payoutRequestId}` as Route} prefetch={false} className="mono">
              {payoutRequestId}
            </Link>
            , paid as <span className="mono">{payoutId}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

function Effect({
  lock: { leaving, staying, goingBack, unknown, readWholeAt },
}: {
  lock: Pick<Lock, 'leaving' | 'staying' | 'goingBack' | 'unknown' | 'readWholeAt'>;
}) {
  return (
    <ul className="bullets">
      {leaving.length === 0 ? (
        <li>No approved payout waits to leave now; the next one that is approved leaves.</li>
      ) : null}
      {leaving.map(({ total, payouts }) => (
        <li key={total.currency}>
          <Amount value={total} run /> in {payouts.toLocaleString('en-GB')} approved{' '}
          {payouts === 1 ? 'payout leaves' : 'payouts leave'} within seconds.
        </li>
      ))}
      {staying === 0 ? null : (
        <li>
          {staying === 1
            ? 'One approved payout stays for now: its page says'
            : `${staying.toLocaleString('en-GB')} approved payouts stay for now: the page of each says`}{' '}
          what keeps it.
        </li>
      )}
      {goingBack === 0 ? null : (
        <li>
          {goingBack === 1
            ? 'One payout that was approved goes back to people: too few of its approvals count now, or its money was rejected since.'
            : `${goingBack.toLocaleString('en-GB')} payouts that were approved go back to people: too few of their approvals count now, or their money was rejected since.`}
        </li>
      )}
      {unknown === 0 ? null : (
        <li>
          {unknown === 1 ? 'One payout whose outcome is' : `${String(unknown)} payouts whose outcome is`} not
          known {unknown === 1 ? 'is' : 'are'} looked up as before, and sent by nobody.
        </li>
      )}
      <li>
        Holds and kill switches stay
        {readWholeAt === null ? ', Stripe’s lists are not read, and' : ', and'} the record says who decided so
        {readWholeAt === null ? ', and that the lists were not read' : ''}.
      </li>
    </ul>
  );
}

function Act({ lock: { asked, root, way }, mine, mayUnlock, oneHand, ask, confirm, ways }: Unlocking) {
  if (!mayUnlock)
    return (
      <p className="muted">
        Risk reviewers and administrators may unlock it,{' '}
        {way === 'read' ? 'one' : 'one of them once the lists are read, two together where they cannot be'}.
      </p>
    );
  const unlock =
    way === null ? (
      <p className="muted">Nobody can unlock it yet: the first two points say from when.</p>
    ) : (
      <ConfirmForm
        action={confirm}
        fields={{}}
        ways={ways}
        purpose="dispatch.unlock"
        root={root}
        does="Unlock dispatch"
        pendingLabel="Unlocking …"
        kind="danger"
      />
    );
  if (way === 'read') return unlock;
  if (asked === null)
    return (
      <ActionForm action={ask} label="Ask to unlock" pendingLabel="Asking …">
        <span className="field">
          <label htmlFor="unlock-reason">How you know what left meanwhile</label>
          <input
            id="unlock-reason"
            name="reason"
            className="input"
            required
            minLength={3}
            maxLength={500}
            autoComplete="off"
          />
        </span>
      </ActionForm>
    );
  return (
    <div className="hold-asked">
      <p>
        <b>{asked.name} asks to unlock it</b>
        {asked.at === null ? null : (
          <>
            {' '}
            <Time at={asked.at} show="relative" />
          </>
        )}
        {asked.reason === null ? null : (
          <>
            : <bdi>{asked.reason}</bdi>
          </>
        )}
      </p>
      {asked.operatorId === mine ? (
        <p className="small muted">You asked. A second person has to confirm.</p>
      ) : oneHand !== null ? (
        <p className="small muted">{oneHand} Somebody else has to confirm.</p>
      ) : (
        unlock
      )}
    </div>
  );
}
