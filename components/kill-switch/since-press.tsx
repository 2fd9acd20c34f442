import { AccountLink } from '#components/connected-accounts/account-link.tsx';
import { Section } from '#components/ui/card.tsx';
import { Time } from '#components/ui/time.tsx';
import type { LaterAccount, SetBack, SinceThePress as Since } from '#lib/kill-switch/types.ts';
import { durationInWords } from './switch-words.ts';

/** Who came after the press, and whose schedule was switched on again: a stop holds for them like for what was there. */
export function SincePress({ since }: { since: Since }) {
  const { accounts, accountCount, setBacks, setBackCount } = since;
  if (accountCount + setBackCount === 0) return null;
  return (
    <Section
      id="since"
      title="Seen after the press"
      lead="Accounts that the press did not know or did not cover, and schedules that were switched on again outside Sluice. Each is stopped as it is seen."
    >
      <ul className="stop-list">
        {accounts.map((account) => (
          <li key={account.connectedAccountId}>
            <AccountLink of={account} /> came <Time at={account.seenAt} seconds />. {laterInWords(account)}
          </li>
        ))}
        <More count={accountCount - accounts.length} what="more accounts, which came before these" />
        {setBacks.map((setBack) => (
          <li key={`${setBack.connectedAccountId} ${setBack.seenAt.toISOString()}`}>
            <AccountLink of={setBack} />, <Time at={setBack.seenAt} seconds />: {setBack.seen}{' '}
            {setBackInWords(setBack)}
          </li>
        ))}
        <More count={setBackCount - setBacks.length} what="more schedules, switched on before these" />
      </ul>
    </Section>
  );
}

function More({ count, what }: { count: number; what: string }) {
  return count <= 0 ? null : (
    <li className="muted">
      {count.toLocaleString('en-GB')} {what}.
    </li>
  );
}

function laterInWords({ state, because, tookMs }: LaterAccount): string {
  switch (state) {
    case 'waiting':
      return 'Its schedule is being switched off.';
    case 'done':
      return `Its schedule was switched off${tookMs === null ? '' : ` after ${durationInWords(tookMs)}`}.`;
    case 'not_needed':
      return 'Stripe pays nothing of it by itself.';
    case 'failed':
    case 'not_possible':
      return `Its schedule could not be switched off: ${because ?? 'Stripe did not answer.'}`;
  }
}

function setBackInWords({ isWaiting, notUndone }: SetBack): string {
  if (isWaiting) return 'It is being set to manual.';
  return notUndone === null ? 'It is manual again.' : `Not undone: ${notUndone}`;
}
