import type { StepUpWays } from '#lib/approvals/types.ts';
import type { OwnerLogin, OwnerRenewal } from '#lib/onboarding/types.ts';
import { hasAnyWay, OtherWay, StepUpFields } from '../approvals/step-up-fields.tsx';
import { ShownOnceForm } from '../settings/shown-once-form.tsx';
import { ActionForm } from '../ui/action-form.tsx';
import type { FormAction } from '../ui/answered-form.tsx';
import { Callout } from '../ui/card.tsx';
import { Time } from '../ui/time.tsx';
import { WordsField } from '../ui/words-field.tsx';
import { linkNote } from './invitation-words.ts';

export type OwnerRenewalActions = {
  ask: FormAction;
  takeBack: FormAction;
  /** Null for who may ask, but not make the link. */
  make: { action: FormAction; ways: StepUpWays } | null;
  isMailed: boolean;
  /** Operator id of the reader. */
  mine: string;
  /** Why whoever asked counts as one hand with the reader, by their id. */
  oneHand: ReadonlyMap<string, string>;
};

/**
 * An owner's way to another password: how it stands, who did what, and what the reader can do about it; and the last one that was used.
 * @param renewals of this owner @param actions null for whoever only reads
 */
export function OwnerRenewals({
  owner,
  renewals,
  actions,
}: {
  owner: OwnerLogin;
  renewals: readonly OwnerRenewal[];
  actions: OwnerRenewalActions | null;
}) {
  const open = renewals.find(({ usedAt }) => usedAt === null);
  const used = renewals.find(({ usedAt }) => usedAt !== null);
  const isOpen = open !== undefined && !open.isExpired;
  return (
    <>
      {used?.usedAt ? (
        <p className="small muted">
          Chose another password <Time at={used.usedAt} />: asked for by <bdi>{used.askedBy}</bdi>, link made
          by <bdi>{used.madeBy ?? 'somebody'}</bdi>
        </p>
      ) : null}
      {open === undefined ? null : <Open renewal={open} owner={owner} actions={actions} />}
      {actions === null || owner.disabledAt !== null ? null : (
        <ShownOnceForm
          action={actions.ask}
          fields={{ ownerId: owner.ownerId }}
          summary={
            <>
              They cannot sign in any more<span className="vh">, {owner.name}</span>…
            </>
          }
          // One is open at a time, and stands above.
          label={isOpen ? null : 'Ask for a link'}
          small
          what="code"
          note="Tell them this code yourself, by telephone for instance and not by mail. It is not shown again: without it take this back and ask anew."
        >
          {isOpen ? null : (
            <>
              <p className="small">
                Make sure on another way than their mail that it is them who ask. You tell them the code that
                is shown here once, and another administrator makes the link: it takes both, so that neither
                of you can sign in for them. The old password counts until the link is used; then every
                session of theirs ends. Neither of you decides what they ask for afterwards. They are told of
                it in their portal.
              </p>
              <WordsField
                name="reason"
                label="How you know that it is them"
                hint="For the second person and on record. The owner never reads it."
              />
            </>
          )}
        </ShownOnceForm>
      )}
    </>
  );
}

function Open({
  renewal,
  owner,
  actions,
}: {
  renewal: OwnerRenewal;
  owner: OwnerLogin;
  actions: OwnerRenewalActions | null;
}) {
  const { ownerRenewalId, madeAt, madeBy, expiresAt, isExpired } = renewal;
  return (
    <Callout tone="held" title={standing(renewal)}>
      <p className="small">
        {renewal.askedBy} asked <Time at={renewal.askedAt} show="relative" />:{' '}
        <bdi className="written">{renewal.reason}</bdi>
      </p>
      {madeAt === null ? (
        <p className="small">
          {isExpired ? 'Nobody made the link until ' : 'The link is made until '}
          <Time at={expiresAt} />.
        </p>
      ) : (
        <p className="small">
          <bdi>{madeBy ?? 'Somebody'}</bdi> made the link <Time at={madeAt} show="relative" />.{' '}
          {isExpired ? 'It opened until ' : 'It opens, with the code, until '}
          <Time at={expiresAt} />.
        </p>
      )}
      {actions === null ? null : (
        <>
          <MakeLink renewal={renewal} owner={owner} actions={actions} />
          <ActionForm
            action={actions.takeBack}
            fields={{ ownerRenewalId }}
            small
            label="Take back"
            about={`the way of ${owner.name} to another password`}
            pendingLabel="One moment …"
          />
        </>
      )}
    </Callout>
  );
}

function standing({ madeAt, isExpired }: OwnerRenewal): string {
  if (isExpired) return 'Their way to another password has expired';
  return madeAt === null
    ? 'Somebody asks for a link to another password for them'
    : 'They have a link to another password';
}

function MakeLink({
  renewal: { askedById, madeAt, isExpired, ownerRenewalId, root },
  owner,
  actions: { make, mine, oneHand, isMailed },
}: {
  renewal: OwnerRenewal;
  owner: OwnerLogin;
  actions: OwnerRenewalActions;
}) {
  if (owner.disabledAt !== null) return null;
  const hand = askedById === mine ? 'You asked, and have the code.' : (oneHand.get(askedById) ?? null);
  const isOver = madeAt !== null || isExpired;
  if (hand !== null)
    return isOver ? null : <p className="small muted">{hand} Another administrator makes the link.</p>;
  if (make === null) return isOver ? null : <p className="small muted">An administrator makes the link.</p>;
  const toProve = isOver ? null : root;
  if (toProve !== null && !hasAnyWay(make.ways)) return <StepUpFields ways={make.ways} root={toProve} />;
  return (
    // Once it is made there is nothing to send, and the link stays in sight where it was made.
    <ShownOnceForm
      action={make.action}
      fields={{ ownerRenewalId, root: toProve ?? '' }}
      label={
        toProve === null || !make.ways.hasCodes
          ? null
          : make.ways.hasPasskey
            ? 'Make the link with the code'
            : 'Make the link'
      }
      note={linkNote({ isMailed })}
      after={
        toProve === null ? null : (
          <OtherWay
            ways={make.ways}
            purpose="owners.renew"
            root={toProve}
            label="Make the link with passkey"
          />
        )
      }
    >
      {toProve === null ? null : (
        <>
          <p className="small">
            Make sure on another way than their address that it is them who ask: whoever has this link and the
            code signs in as them.
          </p>
          <StepUpFields ways={make.ways} root={toProve} />
        </>
      )}
    </ShownOnceForm>
  );
}
