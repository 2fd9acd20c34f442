import type { ConnectedAccountRow } from '#lib/connected-accounts/types.ts';
import { Badge } from '../ui/badge.tsx';
import { lifecycleWord, payoutsOffWord, requirementState } from './account-words.ts';
import { LockBadge } from './lock-badge.tsx';

type Account = Pick<
  ConnectedAccountRow,
  | 'connectedAccountId'
  | 'lockStrength'
  | 'lifecycle'
  | 'requirementState'
  | 'payoutsEnabled'
  | 'deauthorizedAt'
>;

/** How firmly its money is held and where it stands, in the words of the list; and what Stripe asks for beside that. */
export function AccountHead({ account }: { account: Account }) {
  const due = DUE.includes(account.requirementState) ? requirementState(account.requirementState) : null;
  const off = payoutsOffWord(account);
  return (
    <span className="head-line">
      <LockBadge lockStrength={account.lockStrength} />
      <StandingBadge lifecycle={account.lifecycle} />
      {due === null ? null : <Badge tone={due.tone}>Requirements {due.word.toLowerCase()}</Badge>}
      {off === 'Off' ? <Badge tone="failed">Payouts off</Badge> : null}
      <span className="mono muted">{account.connectedAccountId}</span>
    </span>
  );
}

/** Every other state of the requirements is what the standing says already. */
const DUE: readonly string[] = ['past_due', 'due'];

export function StandingBadge({ lifecycle }: { lifecycle: string }) {
  const { word, tone } = lifecycleWord(lifecycle);
  return <Badge tone={tone}>{word}</Badge>;
}
