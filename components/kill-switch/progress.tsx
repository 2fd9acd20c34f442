import { Amount } from '#components/money/amount.tsx';
import { Section } from '#components/ui/card.tsx';
import type { KillSwitchPressed, WaitingMoney } from '#lib/kill-switch/types.ts';
import { durationInWords } from './switch-words.ts';

/** Whether money stands still, and how long that took. */
export function Standstill({ pressed: { stopMs, inFlight } }: { pressed: KillSwitchPressed }) {
  if (stopMs === null)
    return (
      <p role="status">
        No payout begins. Waiting for calls to Stripe that had begun: {String(inFlight)} at most a minute.
      </p>
    );
  const were = inFlight === 1 ? 'call was' : 'calls were';
  return (
    <p role="status">
      Stopped after {durationInWords(stopMs)}.{' '}
      {inFlight === 0 ? 'Nothing was under way.' : `${String(inFlight)} ${were} under way and ended.`}
    </p>
  );
}

/** Approved payouts that stay because of the press. */
export function StoppedMoney({ waiting }: { waiting: readonly WaitingMoney[] }) {
  return (
    <Section id="money" title="Money that stays" lead="Approved payouts that wait with us now.">
      {waiting.length === 0 ? <p className="muted">None.</p> : null}
      <ul className="plain-list">
        {waiting.map(({ payouts, amount }) => (
          <li key={amount.currency}>
            <Amount value={amount} run /> in {String(payouts)} approved {payouts === 1 ? 'payout' : 'payouts'}
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** What the press does not reach, said plainly. */
export function OpenPaths() {
  return (
    <Section
      id="open-paths"
      title="Paths still open"
      lead="What may still move money although the switch stands."
    >
      <ul className="plain-list">
        <li>Stripe goes on paying accounts with an automatic schedule. Set them to manual at Stripe.</li>
        <li>
          Payouts that Stripe has already stay there and go on to the bank. Cancel those that wait at Stripe.
        </li>
        <li>Accounts whose holder can pay out too may pay themselves.</li>
        <li>
          Whoever may sign in at Stripe’s own dashboard for the platform can still create payouts there.
        </li>
      </ul>
    </Section>
  );
}
