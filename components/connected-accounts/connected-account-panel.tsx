import Link from 'next/link';
import type { ConnectedAccountDetail } from '#lib/connected-accounts/types.ts';
import type { PanelSteps } from '../data-table/panel-steps.ts';
import { SidePanel } from '../data-table/side-panel.tsx';
import { Amount } from '../money/amount.tsx';
import { CopyId } from '../ui/copy-id.tsx';
import { DefinitionList } from '../ui/definition-list.tsx';
import { Time } from '../ui/time.tsx';
import { StandingBadge } from './account-head.tsx';
import { payoutsOffWord, scheduleWord } from './account-words.ts';
import { LockBadge } from './lock-badge.tsx';
import { lockStrengthMeaning } from './lock-words.ts';
import { RequirementList } from './requirement-list.tsx';

/** One connected account beside its list: how firmly its money is held, what Stripe asks for, what lies there. */
export function ConnectedAccountPanel({
  account,
  steps,
}: {
  account: ConnectedAccountDetail;
  steps: PanelSteps;
}) {
  const address = `/connected-accounts/${account.connectedAccountId}` as const;
  return (
    <SidePanel
      what="connected account"
      label={`Connected account ${account.connectedAccountId}`}
      steps={steps}
    >
      <h2>
        <bdi>{account.displayName}</bdi>
      </h2>
      <p>
        <LockBadge lockStrength={account.lockStrength} /> <StandingBadge lifecycle={account.lifecycle} />
      </p>
      <p className="soft">{lockStrengthMeaning(account.lockStrength)}</p>
      {account.deauthorizedAt === null ? null : (
        <p className="t-failed">
          It has disconnected the platform <Time at={account.deauthorizedAt} />.
        </p>
      )}
      <DefinitionList
        items={[
          ['Id', <CopyId key="id" id={account.connectedAccountId} />],
          ['Country', account.country],
          ['Currency', account.defaultCurrency?.toUpperCase() ?? null],
          ['Payouts', payoutsOffWord(account) ?? scheduleWord(account.payoutInterval) ?? 'On'],
          ['Charges', account.chargesEnabled ? 'On' : 'Off'],
          ['Created', <Time key="created" at={account.createdAtStripe} year />],
          ['Last read', <Time key="read" at={account.readAt} />],
        ]}
      />
      <h3>What Stripe asks for</h3>
      <RequirementList requirements={account.requirements} />
      <h3>Balance at Stripe</h3>
      <Balances account={account} />
      <p>
        <Link href={address} prefetch={false} className="btn btn-plain" data-panel-page="">
          Open the whole account
        </Link>
      </p>
    </SidePanel>
  );
}

function Balances({ account }: { account: ConnectedAccountDetail }) {
  if (account.balances.length === 0) return <p className="muted">Stripe shows none.</p>;
  return (
    <ul className="side-story">
      {account.balances.map(({ available, pending }) => (
        <li key={available.currency}>
          <span>
            <Amount value={available} run /> available
          </span>
          <span className="muted">
            <Amount value={pending} run /> pending
          </span>
        </li>
      ))}
    </ul>
  );
}
