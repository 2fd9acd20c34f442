import type { Route } from 'next';
import type { PayoutRequestDetail } from '#lib/payouts/types.ts';
import { hasAnyWay, OtherWay, StepUpFields } from '../approvals/step-up-fields.tsx';
import { ActKeys } from '../data-table/act-keys.tsx';
import { PlaceRequestHoldForm } from '../holds/place-hold-form.tsx';
import { Amount } from '../money/amount.tsx';
import type { FormAction } from '../ui/answered-form.tsx';
import { Time } from '../ui/time.tsx';
import { WordsField } from '../ui/words-field.tsx';
import { AmountField } from './amount-field.tsx';
import { ApproveTogether } from './approve-together.tsx';
import { CancelDoes } from './cancel-does.tsx';
import { Confirmed } from './confirmed.tsx';
import { DestinationField } from './destination-field.tsx';
import { DecisionScope, ScopedForm } from './decision-form.tsx';
import { DECISION_KEYS } from './decision-keys.ts';
import { whyNotDecide, type DecisionRights } from './decision-rights.ts';
import { LeavesIn } from './leaves-in.tsx';
import { isHeldItself, isKeptFromCancelling, isUndecided, lostInWords } from './request-words.ts';

export type DecisionActions = Readonly<
  Record<
    'approve' | 'reject' | 'undo' | 'takeOver' | 'cancel' | 'amend' | 'reopen' | 'hold' | 'lower',
    FormAction
  >
>;

/** A request, what its reader may do with it, and how. */
type Acting = {
  readonly request: PayoutRequestDetail;
  readonly rights: DecisionRights;
  readonly actions: DecisionActions;
  /** Where a decision leads: the next item of the queue. Null stays. */
  readonly nextHref: Route | null;
  /** It and those after it in the queue, which one proof could approve together. */
  readonly together?: readonly string[];
};

/** What can be done to a request now, each behind a confirmation, and why what cannot be done cannot. */
export function DecisionActs(acting: Acting) {
  const { request, rights, actions } = acting;
  const refusal = whyNotDecide(request, rights);
  const isOpen = isUndecided(request);
  const gone = request.preview.destinationGone;
  const lost = lostInWords(request);
  return (
    <div className="decide-acts" role="group" aria-label="Decide">
      <ActKeys acts={DECISION_KEYS} />
      {refusal === null || !isOpen ? null : (
        <p className="small soft">
          {refusal}
          {isOthers(acting) && rights.mayHold ? ' A hold stays possible: it only keeps the money.' : null}
          {isOthers(acting) && rights.mayCancel
            ? ` Cancelling waits until ${request.reviewer?.name ?? 'its reviewer'} has left it.`
            : null}
        </p>
      )}
      {lost === null ? null : <p className="small decide-gone">{lost}</p>}
      {isOpen && gone !== null ? (
        <p className="small decide-gone">
          <b className="strong">{gone.fact}</b> {gone.next}
        </p>
      ) : request.oneHand === null || refusal !== null ? null : (
        <p className="small soft">{request.oneHand} You can still reject or hold it.</p>
      )}
      {isOpen && isHeldItself(request) ? (
        <p className="small soft">
          {isKeptFromCancelling(request)
            ? 'It is held itself: rejecting it, cancelling it or letting a part go would set its money free, so that waits until the hold is let go.'
            : 'It is held itself, because Stripe has a payout for it already: it can be cancelled; anything else waits until the hold is let go.'}
        </p>
      ) : null}
      {request.reopening === null ? null : (
        <p className="small decide-gone">
          {request.reopening.fact === null ? null : <b className="strong">{request.reopening.fact}</b>}{' '}
          {request.reopening.next}
        </p>
      )}
      {leavesByItself(acting) ? (
        <p className="small">
          <LeavesIn at={request.leavesAfter?.toISOString() ?? null} />
        </p>
      ) : null}
      <DecisionScope action={actions.undo} nextHref={null}>
        {rights.hasApproved && isOpen ? <Approved request={request} /> : null}
      </DecisionScope>
      <div className="decide-row">
        <Approve {...acting} />
        <Reject {...acting} />
        {isOpen && rights.mayHold ? (
          <Confirmed letter="h" label="Hold…" kind="plain">
            <PlaceRequestHoldForm
              connectedAccountId={request.connectedAccountId}
              payoutRequestId={request.payoutRequestId}
              action={actions.hold}
            />
          </Confirmed>
        ) : null}
        <TakeOver {...acting} />
        <LetPartGo {...acting} />
        <Change {...acting} />
        <OpenAgain {...acting} />
        <Cancel {...acting} />
        <MoreActs />
      </div>
    </div>
  );
}

/** On a phone the foot is one row: what comes after the first two acts stands behind this, which a wider screen has no use for. */
function MoreActs() {
  return (
    <details className="more-acts" name="decision">
      <summary className="btn btn-quiet">More</summary>
    </details>
  );
}

/** Somebody else has it open. */
const isOthers = ({ request, rights }: Pick<Acting, 'request' | 'rights'>): boolean =>
  request.reviewer !== null && !rights.isOpenByMe;

/** It leaves in a moment without an approval of its reader, who can stop it until then. What keeps it is told elsewhere. */
const leavesByItself = ({ request, rights }: Acting): boolean =>
  request.state === 'approved' && !rights.hasApproved && !request.preview.isKept;

/** What a decision carries to be about exactly what is shown. */
function shownFields({ payoutRequestId, preview, amount }: PayoutRequestDetail): Record<string, string> {
  return {
    payoutRequestId,
    version: String(preview.version),
    payloadHash: preview.payloadHash,
    previewHash: preview.previewHash,
    currency: amount.currency,
  };
}

/** Whoever is one hand with its maker can reject it, and no more; so can everybody while its destination is gone. */
const mayApproveNow = (request: PayoutRequestDetail, rights: DecisionRights): boolean =>
  whyNotDecide(request, rights) === null &&
  !rights.hasApproved &&
  request.oneHand === null &&
  request.preview.destinationGone === null;

const APPROVING = 'Approving …';

function Approve({ request, rights, actions, nextHref, together = [] }: Acting) {
  const { payoutRequestId, connectedAccountName: name, state } = request;
  const { isKept } = request.preview;
  const { ways, root } = rights;
  return (
    <DecisionScope action={actions.approve} nextHref={nextHref} undo={{ payoutRequestId, name, isKept }}>
      {state === 'in_review' && mayApproveNow(request, rights) ? (
        <Confirmed letter="a" label={approveLabel(request)} kind="primary">
          {hasAnyWay(ways) ? (
            <ScopedForm
              fields={shownFields(request)}
              label={!ways.hasCodes ? null : ways.hasPasskey ? 'Approve with the code' : 'Approve'}
              pendingLabel={APPROVING}
              kind={ways.hasPasskey ? 'plain' : 'primary'}
              after={
                <OtherWay
                  ways={ways}
                  purpose="payouts.approve"
                  root={root}
                  label="Approve with passkey"
                  pendingLabel={APPROVING}
                />
              }
            >
              <p className="soft">
                Approve <Amount value={request.amount} run /> to <bdi>{name}</bdi>, exactly as shown above.
              </p>
              <StepUpFields ways={ways} root={root} />
            </ScopedForm>
          ) : (
            <StepUpFields ways={ways} root={root} />
          )}
          <ApproveTogether payoutRequestIds={together} ways={ways} />
        </Confirmed>
      ) : null}
    </DecisionScope>
  );
}

function Reject({ request, rights, actions, nextHref }: Acting) {
  return (
    <DecisionScope action={actions.reject} nextHref={nextHref}>
      {isUndecided(request) &&
      whyNotDecide(request, rights) === null &&
      rights.mayReject &&
      !isHeldItself(request) ? (
        <Confirmed letter="r" label="Reject…" kind="danger-plain">
          <ScopedForm
            fields={shownFields(request)}
            label="Reject payout"
            pendingLabel="Rejecting …"
            kind="danger"
          >
            <p className="soft">
              Reject <Amount value={request.amount} run />? It goes back to the account’s balance. Asked for
              again it needs a person, until as much of it is approved. To keep it, hold the account.
            </p>
            <WordsField name="reason" label="Reason" hint="Finance and reviewers see it." lengthMax={500} />
          </ScopedForm>
        </Confirmed>
      ) : null}
    </DecisionScope>
  );
}

function TakeOver({ request, rights, actions }: Acting) {
  const { reviewer, state, payoutRequestId } = request;
  return (
    <DecisionScope action={actions.takeOver} nextHref={null}>
      {state === 'in_review' &&
      reviewer !== null &&
      !rights.isOpenByMe &&
      rights.mayApprove &&
      !rights.isAsker ? (
        <Confirmed letter="t" label="Take over…" kind="plain">
          <ScopedForm fields={{ payoutRequestId }} label="Take it over" pendingLabel="Taking over …">
            <WordsField name="takeOverNote" label="Note" hint={`${reviewer.name} and the record see it.`} />
          </ScopedForm>
        </Confirmed>
      ) : null}
    </DecisionScope>
  );
}

function Change({ request, rights, actions }: Acting) {
  return (
    <DecisionScope action={actions.amend} nextHref={null}>
      {rights.mayPropose && rights.isAsker && isUndecided(request) ? (
        <Confirmed letter="e" label="Change…" kind="plain">
          <ScopedForm fields={shownFields(request)} label="Change payout" pendingLabel="Changing …">
            <p className="soft">Every decision about it is void, and people look again.</p>
            <AmountField currency={request.amount.currency} value={request.amount} />
            <DestinationField destinations={request.destinations} now={request.destinationId} />
            <WordsField name="because" label="Why" />
          </ScopedForm>
        </Confirmed>
      ) : null}
    </DecisionScope>
  );
}

function LetPartGo({ request, rights, actions }: Acting) {
  return (
    <DecisionScope action={actions.lower} nextHref={null}>
      {isUndecided(request) &&
      whyNotDecide(request, rights) === null &&
      !isHeldItself(request) &&
      request.preview.destinationGone === null ? (
        <Confirmed letter="p" label="A part…" kind="quiet">
          <ScopedForm fields={shownFields(request)} label="Let only this go" pendingLabel="Letting it go …">
            <p className="soft">
              Less than <Amount value={request.amount} run />; the rest is free again. Every decision about it
              is void, and people decide on what is left.
            </p>
            <AmountField currency={request.amount.currency} />
            <WordsField name="because" label="Why" />
          </ScopedForm>
        </Confirmed>
      ) : null}
    </DecisionScope>
  );
}

function OpenAgain({ request, rights, actions }: Acting) {
  return (
    <DecisionScope action={actions.reopen} nextHref={null}>
      {rights.mayPropose && request.reopening?.isPossible === true ? (
        <Confirmed letter="o" label="Open again…" kind="plain">
          <ScopedForm fields={shownFields(request)} label="Open again" pendingLabel="Opening …">
            <p className="soft">
              Its money is reserved anew. You ask for it then, so another person approves it, not you.
            </p>
            <WordsField name="reason" label="Why" />
          </ScopedForm>
        </Confirmed>
      ) : null}
    </DecisionScope>
  );
}

function Cancel({ request, rights, actions, nextHref }: Acting) {
  return (
    <DecisionScope action={actions.cancel} nextHref={nextHref}>
      {rights.mayCancel &&
      CANCELLABLE.includes(request.state) &&
      !isKeptFromCancelling(request) &&
      !isOthers({ request, rights }) ? (
        <Confirmed letter="c" label="Cancel…" kind="quiet">
          <ScopedForm
            fields={shownFields(request)}
            label="Cancel payout"
            pendingLabel="Cancelling …"
            kind="danger"
          >
            <CancelDoes request={request} />
            <WordsField name="reason" label="Reason" />
          </ScopedForm>
        </Confirmed>
      ) : null}
    </DecisionScope>
  );
}

const CANCELLABLE: readonly string[] = ['in_review', 'approved', 'refused', 'returned'];

function approveLabel({ approvalsNeeded, standing }: PayoutRequestDetail): string {
  if (approvalsNeeded < 2) return 'Approve…';
  return standing === 0
    ? `Approve as first of ${String(approvalsNeeded)}…`
    : `Approve as ${String(standing + 1)} of ${String(approvalsNeeded)}…`;
}

function Approved({ request }: { request: PayoutRequestDetail }) {
  const { state, leavesAfter, payoutRequestId, preview, waitsUntil, openHolds } = request;
  return (
    <div className="decide-undo">
      <p className="small">
        {state === 'in_review' ? (
          'You have approved it. Another person has to decide too.'
        ) : waitsUntil !== null && openHolds === 0 ? (
          <>
            Approved. It waits until <Time at={waitsUntil} />, as the policy says.
          </>
        ) : preview.isKept ? (
          'Approved. It stays: see what stands in the way.'
        ) : (
          <LeavesIn at={leavesAfter?.toISOString() ?? null} />
        )}
      </p>
      <ScopedForm
        fields={{ payoutRequestId }}
        label="Take approval back"
        pendingLabel="Taking it back …"
        kind="plain"
        isUndo
      />
    </div>
  );
}
