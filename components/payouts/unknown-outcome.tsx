import type { StepUpWays } from '#lib/approvals/types.ts';
import type { UnknownOutcome as Unknown } from '#lib/payouts/types.ts';
import { ConfirmForm } from '../approvals/confirm-form.tsx';
import { Amount } from '../money/amount.tsx';
import { Callout } from '../ui/card.tsx';
import { CopyId } from '../ui/copy-id.tsx';
import { DefinitionList } from '../ui/definition-list.tsx';
import { Time } from '../ui/time.tsx';
import { Confirmed } from './confirmed.tsx';
import type { FormAction } from '../ui/answered-form.tsx';

const TITLE: Record<Unknown['stands'], string> = {
  may_be_asked_again: 'Stripe was called, and we do not know yet what came of it',
  is_looked_up: 'Stripe was called, and we do not know what came of it',
  is_absent: 'Stripe never made this payout. A person says whether it leaves again',
};

/** `confirmAbsence` as an action, and with what its reader can prove to be there. */
export type ConfirmAbsence = { readonly action: FormAction; readonly ways: StepUpWays };

/**
 * An outcome that is not known: what we asked, what Stripe's list says, what happens next, and, once absence is proven,
 * the one thing that a person can do.
 * @param confirm null without the right to it
 */
export function UnknownOutcome({ unknown, confirm }: { unknown: Unknown; confirm: ConfirmAbsence | null }) {
  const { asked, answer, list, stands, payoutRequestId, payoutAttemptId, renewRoot } = unknown;
  return (
    <section aria-label="Unknown outcome" className="stack-tight unknown-outcome">
      <Callout tone={stands === 'is_absent' ? 'failed' : 'held'} title={TITLE[stands]}>
        <p>
          <b className="strong">Next:</b> <NextStep unknown={unknown} />
        </p>
        <p>
          Its money stays reserved. Do not make this payout by hand in Stripe’s dashboard: it could be paid
          twice.
        </p>
        {stands !== 'is_absent' ? null : confirm === null ? (
          <p className="small soft">You may not confirm it. A finance operator or an administrator can.</p>
        ) : (
          <Confirmed label="Let it leave again…" kind="danger-plain">
            <p className="soft">
              I have looked at Stripe’s payouts of this account: none carries this request. Send{' '}
              <Amount value={asked.amount} run /> once more, under a new key, with the approvals that it has.
              It leaves ten seconds later; until then Cancel… stops it.
            </p>
            <ConfirmForm
              action={confirm.action}
              fields={{ payoutRequestId, payoutAttemptId }}
              ways={confirm.ways}
              purpose="payouts.renew"
              root={renewRoot}
              does="Send with a new key"
              pendingLabel="Letting it leave …"
              kind="danger"
            />
          </Confirmed>
        )}
      </Callout>
      <h3>What we asked</h3>
      <DefinitionList
        items={[
          ['Amount', <Amount key="amount" value={asked.amount} run />],
          ['Way', `${asked.method}, to ${asked.destinationId}`],
          ['Key', <CopyId key="key" id={asked.idempotencyKey} what="idempotency key" />],
          ['Called', <Calls key="calls" asked={asked} />],
          ['Could be under way until', asked.until && <Time key="until" at={asked.until} seconds />],
        ]}
      />
      <h3>What Stripe said to it</h3>
      <DefinitionList
        items={[
          ['Answer', answerInWords(answer)],
          ['In words', answer.message],
          [
            'Request id',
            answer.stripeRequestId && (
              <CopyId key="request" id={answer.stripeRequestId} what="Stripe request id" />
            ),
          ],
        ]}
      />
      <h3>What Stripe’s list of payouts says</h3>
      <DefinitionList
        items={[
          ['Reading begun', list.lookUps === 1 ? 'once' : `${String(list.lookUps)} times`],
          [
            'Last reading without it',
            list.lastAt && <Time key="last" at={list.lastAt} seconds show="relative" />,
          ],
          ['Read again', list.nextAt && <Time key="next" at={list.nextAt} seconds show="relative" />],
          [
            'Proves absence from',
            list.provesFrom && <Time key="proves" at={list.provesFrom} seconds show="relative" />,
          ],
          [
            'Proven absent',
            list.absentSince && <Time key="absent" at={list.absentSince} seconds show="relative" />,
          ],
        ]}
      />
    </section>
  );
}

function NextStep({ unknown: { stands, list, answer } }: { unknown: Unknown }) {
  switch (stands) {
    case 'is_absent':
      return (
        <>
          nothing by itself. Look at Stripe’s dashboard, then let it leave again: Stripe’s list is read once
          more, and if the payout is not there, it is sent with a new key ten seconds later. To stop it for
          good, let it leave again and cancel it in those ten seconds.
        </>
      );
    case 'may_be_asked_again':
      return (
        <>
          Stripe’s list is read. If the payout is there, it is written down. If not, Stripe is asked again
          with the same key, which cannot make a second payout
          {answer.askedAgainFrom === null ? null : (
            <>
              , not before <Time at={answer.askedAgainFrom} seconds />
            </>
          )}
          . Nobody has to do anything: a new key is for a person to allow, once this one pays no more.
        </>
      );
    case 'is_looked_up':
      return (
        <>
          Stripe’s list is read until the payout is in it, or until a reading
          {list.provesFrom === null ? null : (
            <>
              {' '}
              that begins after <Time at={list.provesFrom} seconds />
            </>
          )}{' '}
          has shown that there is none. It is not asked for again.
        </>
      );
  }
}

function Calls({ asked }: { asked: Unknown['asked'] }) {
  return (
    <>
      {asked.calls === 1 ? 'once' : `${String(asked.calls)} times with this key`}
      {asked.lastAt === null ? null : (
        <>
          , last <Time at={asked.lastAt} seconds show="relative" />
        </>
      )}
    </>
  );
}

function answerInWords({ statusCode, code, isStored }: Unknown['answer']): string {
  if (statusCode === null) return code === null ? 'none' : `none (${code})`;
  const said = code === null ? String(statusCode) : `${String(statusCode)} ${code}`;
  return isStored ? `${said}; Stripe repeats this answer to the same key` : said;
}
