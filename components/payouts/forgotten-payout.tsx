import type { StepUpWays } from '#lib/approvals/types.ts';
import type { ForgottenPayout as Forgotten } from '#lib/payouts/types.ts';
import { ConfirmForm } from '../approvals/confirm-form.tsx';
import { Amount } from '../money/amount.tsx';
import type { FormAction } from '../ui/answered-form.tsx';
import { Callout } from '../ui/card.tsx';
import { CopyId } from '../ui/copy-id.tsx';
import { DefinitionList } from '../ui/definition-list.tsx';
import { Time } from '../ui/time.tsx';
import { Confirmed } from './confirmed.tsx';

/** `recogniseAsShown` as an action, and with what its reader can prove to be there. */
export type Recognise = { readonly action: FormAction; readonly ways: StepUpWays };

/**
 * A payout that Stripe has for this request, of a time that the database has forgotten: what is known of it, what people can do, and the one
 * act that writes it down as the request's.
 * @param recognise null without the right to it
 */
export function ForgottenPayout({
  forgotten,
  recognise,
}: {
  forgotten: Forgotten;
  recognise: Recognise | null;
}) {
  const { payoutRequestId, payoutId, amount, status, madeAt, stands, root } = forgotten;
  return (
    <section aria-label="A payout that was forgotten" className="stack-tight">
      <Callout tone="held" title="Stripe has a payout for this request already">
        <p>
          It was made in a time that this database has forgotten, of exactly what this request asks for. While
          it stands, nothing is sent for the request.
        </p>
        <p>
          <b className="strong">Next:</b> {NEXT[stands]}
        </p>
        <p>Was it not meant: cancel it at Stripe while it is pending, and cancel this request.</p>
        {stands !== 'may_be_recognised' ? null : recognise === null ? (
          <p className="small soft">You may not say so. A finance operator or an administrator can.</p>
        ) : (
          <Confirmed label="This payout is this request’s…" kind="plain">
            <p className="soft">
              I have looked at {payoutId} in Stripe: Sluice made it for this request, before the database was
              put back. It is read once more and written down as sent. Nothing is sent, and should its money
              come back, this request can be opened again.
            </p>
            <ConfirmForm
              action={recognise.action}
              fields={{ payoutRequestId, payoutId }}
              ways={recognise.ways}
              purpose="payouts.recognise"
              root={root}
              does="Write it down as sent"
              pendingLabel="Writing it down …"
            />
          </Confirmed>
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

const NEXT: Record<Forgotten['stands'], string> = {
  may_be_recognised: 'look at it in Stripe. If Sluice made it, say that it is this request’s.',
  is_to_be_approved:
    'look at it in Stripe. If it was meant, approve the request: that sends nothing while the payout stands. Then it can be written down as sent.',
  is_to_be_opened:
    'look at it in Stripe. If it was meant, open the request again and have it approved: that sends nothing while the payout stands. Then it can be written down as sent.',
  is_given_back: 'a worker has the request and gives it back within a minute. Reload the page then.',
  is_another:
    'the request asks for something else by now, so this payout is not what it asks for. If the payout was meant, cancel the request; the payout stays.',
  is_for_somebody_else:
    'somebody else says that it is this request’s: you asked for it, opened it again, or are the same hand as whoever did.',
};
