import type { ConnectedAccountDetail } from '#lib/connected-accounts/types.ts';
import { counted } from '#lib/counted.ts';
import { Amount } from '../money/amount.tsx';
import { Badge } from '../ui/badge.tsx';
import { Section } from '../ui/card.tsx';
import { CopyId } from '../ui/copy-id.tsx';
import { DefinitionList } from '../ui/definition-list.tsx';
import { Time } from '../ui/time.tsx';
import { capabilityTone, controllerSentences, scheduleWord } from './account-words.ts';

/** Who controls the account, and the account object as Stripe last showed it. */
export function AccountFacts({ account }: { account: ConnectedAccountDetail }) {
  return (
    <>
      <Section id="control" title="Who controls it">
        <ul className="bullets">
          {controllerSentences(account).map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
        <ul className="capabilities" aria-label="Capabilities">
          {account.capabilities.map((capability) => (
            <li key={capability.name}>
              <Badge tone={capabilityTone(capability.status)}>
                {capability.name.replaceAll('_', ' ')}: {capability.status}
              </Badge>
            </li>
          ))}
        </ul>
      </Section>
      <Section
        id="facts"
        title="As Stripe shows it"
        aside={
          <>
            read <Time at={account.readAt} show="relative" />
          </>
        }
      >
        <DefinitionList
          items={[
            ['Account', <CopyId key="id" id={account.connectedAccountId} what="account id" />],
            ['Payout schedule', scheduleText(account)],
            ['Payouts', account.payoutsEnabled ? 'On' : 'Off'],
            ['Payments', account.chargesEnabled ? 'On' : 'Off'],
            ['Details given', account.detailsSubmitted ? 'Yes' : 'Not yet'],
            ['Negative balance', debitText(account.debitNegativeBalances)],
            [
              'Kept back',
              account.minimumBalances.length === 0
                ? 'Nothing'
                : account.minimumBalances.map((sum) => <Amount key={sum.currency} value={sum} run />),
            ],
            [
              'Business',
              account.businessType === null ? null : (
                <span key="business" className="word">
                  {account.businessType.replaceAll('_', ' ')}
                </span>
              ),
            ],
            ['Country, currency', placeText(account)],
            ['Created', <Time key="created" at={account.createdAtStripe} show="day" />],
            ['Interface', account.apiGeneration === 'v2' ? 'Accounts v2' : 'Accounts v1'],
            ['Mode', account.livemode ? 'Live' : 'Sandbox'],
          ]}
        />
      </Section>
    </>
  );
}

function scheduleText({ payoutInterval, delayDays, payoutsStatus }: ConnectedAccountDetail): string | null {
  const interval = scheduleWord(payoutInterval);
  if (interval === null) return null;
  const delay = delayDays === null ? '' : `, money waits ${counted(delayDays, 'day')}`;
  return `${interval}${delay}${payoutsStatus === null || payoutsStatus === 'enabled' ? '' : `, ${payoutsStatus}`}`;
}

function debitText(debits: boolean | null): string | null {
  if (debits === null) return null;
  return debits ? 'Taken from its bank account' : 'Not taken from its bank account';
}

function placeText({ country, defaultCurrency }: ConnectedAccountDetail): string | null {
  const parts = [country, defaultCurrency?.toUpperCase()].filter((part) => part != null);
  return parts.length === 0 ? null : parts.join(', ');
}
