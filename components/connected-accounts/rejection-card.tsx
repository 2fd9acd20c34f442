import type { ReactNode } from 'react';
import type { StepUpWays } from '#lib/approvals/types.ts';
import type { RejectionStanding, RejectionView } from '#lib/connected-accounts/types.ts';
import { ConfirmForm } from '../approvals/confirm-form.tsx';
import { ActionForm } from '../ui/action-form.tsx';
import type { FormAction } from '../ui/answered-form.tsx';
import { Callout, Section } from '../ui/card.tsx';
import { Time } from '../ui/time.tsx';
import { WordsField } from '../ui/words-field.tsx';
import { EFFECTS_OF_LETTING_IN, effectsOfRejecting, endInWords } from './rejection-words.ts';

type Rejecting = {
  connectedAccountId: string;
  standing: RejectionStanding;
  /** Null for who may not decide. */
  actions: {
    ask: FormAction;
    confirm: FormAction;
    decline: FormAction;
    ways: StepUpWays;
    /** Operator id of the reader. */
    mine: string;
    /** Why whoever asked counts as one hand with the reader; null otherwise. */
    oneHand: string | null;
  } | null;
};

/** Whether the platform lets the account sell at all: two people reject it, two let it in again, and what either does to the money. */
export function RejectionCard({ connectedAccountId, standing, actions }: Rejecting) {
  const { isRejected, rejectedBy, cannot, open, ended } = standing;
  return (
    <Section id="rejection" title="Rejection" lead="Two people reject an account, and two let it in again.">
      {isRejected ? (
        <Callout tone="failed" title="The platform has rejected this account">
          <p>It takes no payments, and Stripe pays nothing out. Its balance stays with it at Stripe.</p>
          {rejectedBy === null ? (
            <p>Nobody asked for it in Sluice: the platform did it at Stripe itself.</p>
          ) : (
            <Asked view={rejectedBy}>
              <Confirmed view={rejectedBy} />
            </Asked>
          )}
        </Callout>
      ) : null}
      {open === null ? null : <Open {...{ standing, actions, open }} />}
      {open !== null ? null : cannot !== null ? (
        <p className="muted">{cannot}</p>
      ) : actions === null ? (
        <p className="muted">Risk reviewers and administrators may ask for it, two of them together.</p>
      ) : (
        <Ask {...{ connectedAccountId, standing, action: actions.ask }} />
      )}
      {ended.length === 0 ? null : (
        <details className="fold">
          <summary>What was asked before</summary>
          <ol className="bullets">
            {ended.map((view) => (
              <li key={view.accountRejectionId}>
                <Time at={view.decidedAt ?? view.askedAt} />: {endInWords(view)}{' '}
                {view.whyNot === null ? null : <bdi>{view.whyNot}</bdi>}
                <div className="small muted">
                  <Asked view={view} />
                </div>
              </li>
            ))}
          </ol>
        </details>
      )}
    </Section>
  );
}

/** Who asked for it, when, for what and why. @param children what came of it */
function Asked({
  view: { askedBy, askedAt, forWhat, reviewerText },
  children,
}: {
  view: RejectionView;
  children?: ReactNode;
}) {
  return (
    <>
      <p>
        <b className="strong">{askedBy}</b> asked <Time at={askedAt} />
        {forWhat === null ? '' : `, for: ${forWhat}`}.{children}
      </p>
      <p className="written">
        <bdi>{reviewerText}</bdi>
      </p>
    </>
  );
}

/** The second person; nothing while there is none. */
function Confirmed({ view: { state, decidedBy, decidedAt } }: { view: RejectionView }) {
  if (state === 'asked' || state === 'declined' || decidedAt === null) return null;
  return (
    <>
      {' '}
      <b className="strong">{decidedBy ?? 'Somebody'}</b> confirmed <Time at={decidedAt} />.
    </>
  );
}

function Effects({ of, standing }: { of: RejectionView['act']; standing: RejectionStanding }) {
  const texts = of === 'reject' ? effectsOfRejecting(standing) : EFFECTS_OF_LETTING_IN;
  return (
    <ul className="bullets">
      {texts.map((text) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  );
}

function Ask({
  connectedAccountId,
  standing,
  action,
}: {
  connectedAccountId: string;
  standing: RejectionStanding;
  action: FormAction;
}) {
  const act = standing.isRejected ? 'unreject' : 'reject';
  return (
    <details className="fold">
      <summary>{act === 'reject' ? 'Reject this account…' : 'Let this account in again…'}</summary>
      <Effects of={act} standing={standing} />
      <ActionForm
        action={action}
        fields={{ connectedAccountId, act }}
        kind={act === 'reject' ? 'danger' : 'plain'}
        label={act === 'reject' ? 'Hold everything and ask for rejection' : 'Ask to let it in again'}
        pendingLabel="Asking …"
        className="confirm-form"
      >
        {act === 'reject' ? (
          <span className="field">
            <label htmlFor="rejection-reason">For what</label>
            <select id="rejection-reason" name="reasonCode" className="input" required defaultValue="">
              <option value="" disabled>
                Choose …
              </option>
              {Object.entries(standing.reasons).map(([code, words]) => (
                <option key={code} value={code}>
                  {words}
                </option>
              ))}
            </select>
          </span>
        ) : null}
        <WordsField
          name="reason"
          label="What speaks for it"
          hint="For the second person and on record. The owner never reads it."
        />
      </ActionForm>
    </details>
  );
}

function Open({
  standing,
  actions,
  open,
}: Pick<Rejecting, 'standing' | 'actions'> & { open: RejectionView }) {
  const wish = open.act === 'reject' ? 'to reject it' : 'to let it in again';
  return (
    <Callout
      tone="held"
      title={open.state === 'asked' ? `Somebody asks ${wish}` : `Two people agreed ${wish}`}
    >
      <Asked view={open}>
        <Confirmed view={open} />
      </Asked>
      {open.state === 'confirmed' ? (
        <p>
          Stripe is told, and told again every minute until it shows it.
          {open.problem === null ? '' : ` Last time: ${open.problem}`}
        </p>
      ) : (
        <>
          <Effects of={open.act} standing={standing} />
          {actions === null ? (
            <p className="muted">A risk reviewer or an administrator decides.</p>
          ) : (
            <Decide open={open} actions={actions} />
          )}
        </>
      )}
    </Callout>
  );
}

function Decide({ open, actions }: { open: RejectionView; actions: NonNullable<Rejecting['actions']> }) {
  const { accountRejectionId, root } = open;
  const does = open.act === 'reject' ? 'Reject the account' : 'Let the account in';
  return (
    <>
      {open.askedById === actions.mine ? (
        <p className="small muted">You asked. A second person has to confirm.</p>
      ) : actions.oneHand !== null ? (
        <p className="small muted">{actions.oneHand} Somebody else has to confirm.</p>
      ) : root === null ? null : (
        <ConfirmForm
          action={actions.confirm}
          fields={{ accountRejectionId }}
          ways={actions.ways}
          purpose="connected_accounts.reject"
          root={root}
          does={does}
          pendingLabel="Confirming …"
          kind="danger"
        />
      )}
      <details className="fold">
        <summary>{open.askedById === actions.mine ? 'Take it back…' : 'Decline…'}</summary>
        <ActionForm
          action={actions.decline}
          fields={{ accountRejectionId }}
          label={open.askedById === actions.mine ? 'Take it back' : 'Decline'}
          pendingLabel="One moment …"
        >
          <WordsField name="reason" label="Why not" hint="On record. A hold that came with it stays." />
        </ActionForm>
      </details>
    </>
  );
}
