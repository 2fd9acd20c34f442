import type { StepUpWays } from '#lib/approvals/types.ts';
import type { ForgottenPayout as Forgotten } from '#lib/payouts/types.ts';
import { ConfirmForm } from '../approvals/confirm-form.tsx';
import { Amount } from '../money/amount.tsx';
import type { FormAction } from '../ui/answered-form.tsx';
import { Callout } from '../ui/card.tsx';
import { CopyId } from '../ui/copy-id.tsx';
import { DefinitionList } from '../ui/definition-list.tsx';
import { KeepFresh } from '../ui/keep-fresh.tsx';
import { Time } from '../ui/time.tsx';
import { WordsField } from '../ui/words-field.tsx';
import { Confirmed } from './confirmed.tsx';

/** While a worker has it: what the worker does shows in no row of a list, so nothing tells the page. Stripe answers within two seconds. */
const READ_AGAIN_MS = 2_000;

/** What its reader can decide about it, as actions, and with what they can prove to be there. */
export type AboutForgotten = {
  readonly recognise: FormAction;
  readonly cancel: FormAction;
  readonly ways: StepUpWays;
};

/**
 * A payout that Stripe has for this request, of a time that the database has forgotten: what is known of it, what people can do, and the two
 * acts, of which one is done: to write it down as the request's, or to have it cancelled at Stripe.
 * @param about null without the right to either
 */
export function ForgottenPayout({
  forgotten,
  about,
}: {
  forgotten: Forgotten;
  about: AboutForgotten | null;
}) {
  const { payoutId, amount, status, madeAt, stands, cancel } = forgotten;
  const isOver = stands === 'is_cancelled';
  const moves = stands === 'is_being_cancelled' || stands === 'is_given_back';
  return (
    <section aria-label="A payout that was forgotten" className="stack-tight">
      <Callout
        {...(isOver ? {} : { tone: 'held' })}
        title={
          isOver
            ? 'The payout that Stripe had for this request is cancelled'
            : 'Stripe has a payout for this request already'
        }
      >
        <p>
          It was made in a time that this database has forgotten, of exactly what this request asks for.
          {isOver ? null : ' While it stands, nothing is sent for the request.'}
        </p>
        {cancel.asked === null ? null : <Asked asked={cancel.asked} stands={stands} />}
        <p>
          <b className="strong">Next:</b> {NEXT[stands]}
          {moves ? <noscript> Reload the page then.</noscript> : null}
        </p>
        {moves ? <KeepFresh everyMs={READ_AGAIN_MS} /> : null}
        {about === null ? (
          (stands === 'may_be_recognised' || cancel.isPossible) && (
            <p className="small soft">You may not decide it. A finance operator or an administrator can.</p>
          )
        ) : (
          <>
            {stands === 'may_be_recognised' && <Recognise forgotten={forgotten} about={about} />}
            {cancel.isPossible && <Cancel forgotten={forgotten} about={about} />}
          </>
        )}
      </Callout>
      <DefinitionList
        items={[
          ['Payout', <CopyId key="payout" id={payoutId} what="payout id" />],
          ['Amount', <Amount key="amount" value={amount} run />],
          ['At Stripe', status.replaceAll('_', ' ')],
          ['Made', <Time key="made" at={madeAt} seconds />],
        ]}
      />
    </section>
  );
}

function Recognise({ forgotten, about }: { forgotten: Forgotten; about: AboutForgotten }) {
  const { payoutRequestId, payoutId, root } = forgotten;
  return (
    <Confirmed label="This payout is this request’s…" kind="plain">
      <p className="soft">
        I have looked at {payoutId} in Stripe: Sluice made it for this request, before the database was put
        back. It is read once more and written down as sent. Nothing is sent, and should its money come back,
        this request can be opened again.
      </p>
      <ConfirmForm
        action={about.recognise}
        fields={{ payoutRequestId, payoutId }}
        ways={about.ways}
        purpose="payouts.recognise"
        root={root}
        does="Write it down as sent"
        pendingLabel="Writing it down …"
      />
    </Confirmed>
  );
}

function Cancel({ forgotten, about }: { forgotten: Forgotten; about: AboutForgotten }) {
  const { payoutRequestId, payoutId, amount, cancel } = forgotten;
  return (
    <Confirmed label="Cancel this payout at Stripe…" kind="danger-plain">
      <p className="soft">
        It was not meant. A worker asks Stripe to cancel {payoutId}, and reads it back:{' '}
        <Amount value={amount} run /> go back to the account’s balance at Stripe, and the bank gets nothing.
        Until Stripe has answered, nobody can say that it is this request’s. If it has been sent on already,
        Stripe refuses, and this page says so. This request stays as it is.
      </p>
      <ConfirmForm
        action={about.cancel}
        fields={{ payoutRequestId, payoutId }}
        ways={about.ways}
        purpose="payouts.cancel_forgotten"
        root={cancel.root}
        does="Cancel it at Stripe"
        pendingLabel="Asking for it …"
        kind="danger"
      >
        <WordsField name="reason" label="Why" hint="Finance and reviewers see it." />
      </ConfirmForm>
    </Confirmed>
  );
}

function Asked({
  asked,
  stands,
}: {
  asked: NonNullable<Forgotten['cancel']['asked']>;
  stands: Forgotten['stands'];
}) {
  const { by, at, reason, because } = asked;
  const isOver = stands === 'is_cancelled';
  return (
    <>
      <p>
        {by} asked at <Time at={at} seconds /> to have it cancelled: “{reason}”
      </p>
      {isOver ? (
        <p>Stripe cancelled it.</p>
      ) : stands === 'is_being_cancelled' ? (
        <p>
          A worker asks Stripe for it now.
          {because === null ? null : ` Stripe has not answered yet: ${because}`}
        </p>
      ) : (
        <p>Stripe did not cancel it: {because ?? 'it has not told why.'}</p>
      )}
    </>
  );
}

const NEXT: Record<Forgotten['stands'], string> = {
  may_be_recognised:
    'look at it in Stripe. If Sluice made it, say that it is this request’s. If it was not meant, cancel it while it is pending.',
  is_to_be_approved:
    'look at it in Stripe. If it was meant, approve the request: that sends nothing while the payout stands. Then it can be written down as sent. If it was not meant, cancel it while it is pending.',
  is_to_be_opened:
    'look at it in Stripe. If it was meant, open the request again and have it approved: that sends nothing while the payout stands. Then it can be written down as sent. If it was not meant, cancel it while it is pending.',
  is_given_back: 'a worker has the request and gives it back within a minute; then it can be decided here.',
  is_another:
    'the request asks for something else by now, so this payout is not what it asks for. If the payout was meant, cancel the request; the payout stays. If not, cancel the payout while it is pending.',
  is_for_somebody_else:
    'if it was meant, somebody else says that it is this request’s: you asked for it, opened it again, or are the same hand as whoever did. If not, cancel it while it is pending.',
  is_being_cancelled: 'this takes a few seconds, and what came of it stands here then.',
  is_cancelled:
    'while the request is open, people decide about it. If it is still to be paid, they approve it and let its hold go, where it has one; if not, they cancel it. Within a day Stripe may answer its call with the cancelled payout: then it is returned, and they open it again.',
  has_ended:
    'the request has ended, and this payout stays all the same. If it was not meant, cancel it while it is pending.',
};
