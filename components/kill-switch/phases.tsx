import type { ReactNode } from 'react';
import type { KillSwitchPressed, StepCount, StepName } from '#lib/kill-switch/types.ts';
import { SessionsPhase } from '#components/onboarding/outgrown-sessions.tsx';
import type { OutgrownSessions } from '#lib/onboarding/types.ts';
import { durationInWords, STEP_STATE_WORDS, STEP_WORDS } from './switch-words.ts';

const AT_STRIPE: readonly StepName[] = ['lock', 'cancel'];

/** The phases of a stop in their order, each with how far it is. */
export function Phases({
  pressed,
  counts,
  sessions,
}: {
  pressed: KillSwitchPressed;
  counts: readonly StepCount[];
  sessions: OutgrownSessions;
}) {
  const { stopMs, stripeMs, plannedAt, state } = pressed;
  const isLeftOut = state === 'released' && stripeMs === null;
  return (
    <ol className="phases">
      <Phase title="Our own payouts" isUnderWay={stopMs === null}>
        {localWords(pressed)}
      </Phase>
      {AT_STRIPE.map((step) => (
        <StepPhase
          key={step}
          step={step}
          counts={counts}
          isPlanned={plannedAt !== null}
          isLeftOut={isLeftOut}
        />
      ))}
      <Phase title="Sessions of account owners" isUnderWay={false}>
        <SessionsPhase sessions={sessions} isDrill={pressed.isDrill} isReleased={state === 'released'} />
      </Phase>
      <StepPhase step="read_back" counts={counts} isPlanned={plannedAt !== null} isLeftOut={isLeftOut}>
        {stripeMs === null
          ? null
          : `, ${counts.some(({ later }) => later > 0) ? 'the first ones' : 'all'} within ${durationInWords(stripeMs)} of the press`}
      </StepPhase>
    </ol>
  );
}

function localWords({ stopMs, inFlight, isDrill }: KillSwitchPressed): string {
  if (stopMs === null)
    return `${isDrill ? '' : 'No payout begins. '}Waiting for calls to Stripe that had begun, at most a minute: ${String(inFlight)}.`;
  const were = inFlight === 1 ? 'call was under way and ended' : 'calls were under way and ended';
  return `${isDrill ? 'Would have stopped' : 'Stopped'} after ${durationInWords(stopMs)}. ${
    inFlight === 0 ? 'Nothing was under way.' : `${String(inFlight)} ${were}.`
  }`;
}

function StepPhase({
  step,
  counts,
  isPlanned,
  isLeftOut,
  children,
}: {
  step: StepName;
  counts: readonly StepCount[];
  isPlanned: boolean;
  isLeftOut: boolean;
  children?: ReactNode;
}) {
  const ofStep = counts.filter((count) => count.step === step);
  const total = ofStep.reduce((sum, { count }) => sum + count, 0);
  const waiting = ofStep.find(({ state }) => state === 'waiting')?.count ?? 0;
  const isUnderWay = !isLeftOut && (!isPlanned || waiting > 0);
  const later = ofStep.reduce((sum, count) => sum + count.later, 0);
  const isPartly = ofStep.some(({ state }) => state === 'failed' || state === 'not_possible');
  if (total === 0)
    return (
      <Phase title={STEP_WORDS[step]} isUnderWay={isUnderWay}>
        {isPlanned
          ? NOTHING_TO_DO[step]
          : isLeftOut
            ? 'Left out: it was released before.'
            : 'The accounts are being listed.'}
      </Phase>
    );
  return (
    <Phase title={STEP_WORDS[step]} isUnderWay={isUnderWay} isPartly={isPartly}>
      {waiting > 0 && !isLeftOut ? (
        <progress value={total - waiting} max={total} aria-label={STEP_WORDS[step]} />
      ) : null}
      {ofStep
        .map(({ state, count }) => `${count.toLocaleString('en-GB')} ${STEP_STATE_WORDS[state]}`)
        .join(', ')}
      {later === 0 ? null : `; ${later.toLocaleString('en-GB')} of them came after the press`}
      {children}
    </Phase>
  );
}

const NOTHING_TO_DO: Record<StepName, string> = {
  lock: 'The press covers no account.',
  cancel: 'Not asked for, or none waited.',
  read_back: 'No account to read.',
};

function Phase({
  title,
  isUnderWay,
  isPartly = false,
  children,
}: {
  title: string;
  isUnderWay: boolean;
  isPartly?: boolean;
  children: ReactNode;
}) {
  const stands = isUnderWay ? ' under-way' : isPartly ? ' partly' : '';
  return (
    <li className={`phase${stands}`}>
      <b>{title}</b>
      <span className="vh">
        {isUnderWay ? ', under way: ' : isPartly ? ', ended with something left over: ' : ', ended: '}
      </span>
      <span className="soft">{children}</span>
    </li>
  );
}
