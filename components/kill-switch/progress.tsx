import type { Route } from 'next';
import Link from 'next/link';
import { AccountLink } from '#components/connected-accounts/account-link.tsx';
import { lockStrengthMeaning, lockStrengthWord } from '#components/connected-accounts/lock-words.ts';
import { Amount } from '#components/money/amount.tsx';
import { Section } from '#components/ui/card.tsx';
import type { KillSwitchPressed, OpenPath, StepProblem } from '#lib/kill-switch/types.ts';
import { OutgrownSessionItems } from '#components/onboarding/outgrown-sessions.tsx';
import type { OutgrownSessions } from '#lib/onboarding/types.ts';
import { STEP_WORDS } from './switch-words.ts';

/** Accounts that could not be locked, and why. */
export function Problems({ problems }: { problems: readonly StepProblem[] }) {
  if (problems.length === 0) return null;
  return (
    <Section id="problems" title="Could not be done" lead="Most money first. Each needs a person.">
      <ul className="stop-list">
        {problems.map(({ connectedAccountId, displayName, step, because, exposed }) => (
          <li key={`${connectedAccountId} ${step}`}>
            <AccountLink of={{ connectedAccountId, displayName }} />, <Amount value={exposed} run /> there.{' '}
            {STEP_WORDS[step]}: {because ?? 'Stripe did not answer.'}
          </li>
        ))}
      </ul>
    </Section>
  );
}

/**
 * What the press does not reach, said plainly. Of a press of instant payouts alone no schedule is a path.
 */
export function OpenPaths({
  pressed: { scope, scopeValue, stripeEndedAt },
  paths,
  sessions,
}: {
  pressed: Pick<KillSwitchPressed, 'scope' | 'scopeValue' | 'stripeEndedAt'>;
  paths: readonly OpenPath[];
  sessions: OutgrownSessions;
}) {
  const isRead = stripeEndedAt !== null;
  const isOfSchedules = scope !== 'method' || scopeValue !== 'instant';
  return (
    <Section
      id="open-paths"
      title="Paths still open"
      lead="What may still move money although the switch stands."
    >
      <ul className="stop-list">
        {isRead ? null : (
          <li className="muted">Not read back yet: what stands here is from the reading before the press.</li>
        )}
        {isOfSchedules ? null : (
          <li>
            Standard payouts go on, ours and those of Stripe’s own schedules: this press is about instant ones
            alone.
          </li>
        )}
        {paths.map(({ lockStrength, accounts, exposed, named }) => (
          <li key={lockStrength}>
            <Link
              href={`/connected-accounts?lock=${lockStrength}` as Route}
              prefetch={false}
              className="link"
            >
              {String(accounts)} {accounts === 1 ? 'account' : 'accounts'}: {lockStrengthWord(lockStrength)}
            </Link>
            .{' '}
            {isOfSchedules || lockStrength !== 'automatic'
              ? lockStrengthMeaning(lockStrength)
              : 'By its own schedule, in standard payouts. An owner with a dashboard may pay out instantly.'}
            {exposed.length === 0 ? null : ' There: '}
            {exposed.map((amount, position) => (
              <span key={amount.currency}>
                {position === 0 ? '' : ', '}
                <Amount value={amount} run />
              </span>
            ))}
            {exposed.length === 0 ? null : '.'}
            {named.length === 0 || !isOfSchedules ? null : (
              <Named accounts={named} more={accounts - named.length} />
            )}
          </li>
        ))}
        <OutgrownSessionItems sessions={sessions} />
        {isRead && paths.length === 0 ? <li>No covered account can be paid out by anybody but us.</li> : null}
        <li>Payouts that Stripe had already sent to a bank arrive there; nothing calls them back.</li>
        <li>Automatic payouts that Stripe had already created go on: Stripe cancels none of those.</li>
        <li>
          A session for an account’s owner that another system of yours opened lasts up to an hour, and Stripe
          ends none early.
        </li>
        <li>
          Whoever may sign in at Stripe’s own dashboard for the platform can still create payouts there.
        </li>
      </ul>
    </Section>
  );
}

/** Whom Stripe may still pay by itself: the first of them by name. */
function Named({ accounts, more }: { accounts: OpenPath['named']; more: number }) {
  return (
    <>
      {' '}
      Not locked:{' '}
      {accounts.map(({ connectedAccountId, displayName }, position) => (
        <span key={connectedAccountId}>
          {position === 0 ? '' : ', '}
          <AccountLink of={{ connectedAccountId, displayName }} />
        </span>
      ))}
      {more > 0 ? ` and ${more.toLocaleString('en-GB')} more.` : '.'}
    </>
  );
}
