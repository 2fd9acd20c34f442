import type { Route } from 'next';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { lockStrengthMeaning, lockStrengthWord } from '#components/connected-accounts/lock-words.ts';
import { Amount } from '#components/money/amount.tsx';
import { Section } from '#components/ui/card.tsx';
import type {
  KillSwitchPressed,
  MoneyStopped,
  OpenPath,
  StepCount,
  StepName,
  StepProblem,
  WaitingMoney,
} from '#lib/kill-switch/types.ts';
import { durationInWords, STEP_STATE_WORDS, STEP_WORDS } from './switch-words.ts';

const STEPS: readonly StepName[] = ['lock', 'cancel', 'end_sessions', 'read_back'];

/** The three phases and the reading back, each with how far it is. */
export function Phases({ pressed, counts }: { pressed: KillSwitchPressed; counts: readonly StepCount[] }) {
  const { stopMs, inFlight, isDrill, plannedAt } = pressed;
  const local =
    stopMs === null
      ? `${isDrill ? '' : 'No payout begins. '}Waiting for ${String(inFlight)} that had begun.`
      : `${isDrill ? 'Would have stopped' : 'Stopped'} after ${durationInWords(stopMs)}; ${
          inFlight === 0 ? 'nothing was' : `${String(inFlight)} ${inFlight === 1 ? 'was' : 'were'}`
        } under way.`;
  return (
    <ol className="phases">
      <Phase title="Our own payouts" state={stopMs === null ? 'waiting' : 'done'}>
        {local}
      </Phase>
      {STEPS.map((step) => {
        const ofStep = counts.filter((count) => count.step === step);
        const isWaiting = plannedAt === null || ofStep.some(({ state }) => state === 'waiting');
        return (
          <Phase key={step} title={STEP_WORDS[step]} state={isWaiting ? 'waiting' : 'done'}>
            {ofStep.length === 0
              ? plannedAt === null
                ? 'The accounts are being listed.'
                : 'No account.'
              : ofStep
                  .map(({ state, count }) => `${count.toLocaleString('en-GB')} ${STEP_STATE_WORDS[state]}`)
                  .join(', ')}
          </Phase>
        );
      })}
    </ol>
  );
}

function Phase({
  title,
  state,
  children,
}: {
  title: string;
  state: 'waiting' | 'done';
  children: ReactNode;
}) {
  return (
    <li className={state === 'waiting' ? 'phase waiting' : 'phase'}>
      <b>{title}</b>
      <span className="vh">{state === 'waiting' ? ', under way' : ', ended'}</span>
      <span className="soft">{children}</span>
    </li>
  );
}

/** Money that stays because of the press: what waits with us, and what lay behind Stripe's own schedules. */
export function StoppedMoney({
  waiting,
  stopped,
}: {
  waiting: readonly WaitingMoney[];
  stopped: readonly MoneyStopped[];
}) {
  return (
    <Section
      id="money"
      title="Money that stays"
      lead="Approved payouts that wait with us now, and money whose automatic schedule was switched off, by time since the press."
    >
      {waiting.length === 0 && stopped.length === 0 ? <p className="muted">None so far.</p> : null}
      <ul className="plain-list">
        {waiting.map(({ currency, payouts, amount }) => (
          <li key={currency}>
            <Amount value={amount} run /> in {String(payouts)} approved {payouts === 1 ? 'payout' : 'payouts'}
          </li>
        ))}
        {stopped.map(({ withinSeconds, accounts, stopped: sum }) => (
          <li key={`${sum.currency} ${String(withinSeconds)}`}>
            <Amount value={sum} run /> of {String(accounts)} {accounts === 1 ? 'account' : 'accounts'} within{' '}
            {durationInWords(withinSeconds * 1_000)}
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** Accounts that could not be locked, and why. */
export function Problems({ problems }: { problems: readonly StepProblem[] }) {
  if (problems.length === 0) return null;
  return (
    <Section id="problems" title="Could not be done" lead="Most money first. Each needs a person.">
      <div className="scroll-x" tabIndex={0} role="region" aria-label="What could not be done">
        <table className="data">
          <thead>
            <tr>
              <th scope="col">Connected account</th>
              <th scope="col">What</th>
              <th scope="col" className="n">
                Money there
              </th>
              <th scope="col">Why</th>
            </tr>
          </thead>
          <tbody>
            {problems.map((problem) => (
              <tr key={`${problem.connectedAccountId} ${problem.step}`}>
                <td>
                  <Link href={`/connected-accounts/${problem.connectedAccountId}` as Route} prefetch={false}>
                    {problem.displayName === '' ? problem.connectedAccountId : problem.displayName}
                  </Link>
                </td>
                <td>
                  {STEP_WORDS[problem.step]}: {STEP_STATE_WORDS[problem.state]}
                </td>
                <td className="n">
                  <Amount value={problem.exposed} />
                </td>
                <td className="wrap">{problem.because}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}

/** What the press does not reach, said plainly. */
export function OpenPaths({ paths, isRead }: { paths: readonly OpenPath[]; isRead: boolean }) {
  return (
    <Section
      id="open-paths"
      title="Paths still open"
      lead="What may still move money although the switch stands."
    >
      <ul className="plain-list">
        {paths.map(({ lockStrength, accounts, exposed }) => (
          <li key={`${lockStrength} ${exposed.currency}`}>
            <b>
              {String(accounts)} {accounts === 1 ? 'account' : 'accounts'}:{' '}
              {lockStrengthWord(lockStrength).toLowerCase()}.
            </b>{' '}
            {lockStrengthMeaning(lockStrength)} <Amount value={exposed} run /> lie there.
          </li>
        ))}
        {isRead && paths.length === 0 ? <li>No covered account can be paid out by anybody but us.</li> : null}
        <li>Payouts that Stripe had already sent to a bank arrive there; nothing calls them back.</li>
        <li>
          Whoever may sign in at Stripe’s own dashboard for the platform can still create payouts there.
        </li>
      </ul>
    </Section>
  );
}
