import Link from 'next/link';
import type { PayoutDetail } from '#lib/payouts/types.ts';
import { Badge } from '../ui/badge.tsx';
import { Section } from '../ui/card.tsx';
import { CopyId } from '../ui/copy-id.tsx';
import { DefinitionList } from '../ui/definition-list.tsx';
import { Time } from '../ui/time.tsx';
import { destinationText, schedule, methodWord } from './payout-words.ts';

/** The payout object as Stripe last showed it. */
export function PayoutFacts({ payout }: { payout: PayoutDetail }) {
  const metadata = Object.entries(payout.metadata);
  const requestId = payout.metadata['sluice_payout_request_id'];
  return (
    <Section
      id="facts"
      title="As Stripe shows it"
      aside={
        <>
          read <Time at={payout.readAt} show="relative" />
        </>
      }
    >
      <DefinitionList
        items={[
          ['Payout', <CopyId key="id" id={payout.payoutId} what="payout id" />],
          [
            'From',
            payout.connectedAccountId === 'platform' ? (
              'The platform’s balance'
            ) : (
              <Link key="from" href={`/connected-accounts/${payout.connectedAccountId}`} prefetch={false}>
                <span className="mono">{payout.connectedAccountId}</span>
              </Link>
            ),
          ],
          ['To', <Destination key="to" payout={payout} />],
          ['Schedule', schedule(payout.isAutomatic)],
          ['Method', methodWord(payout.method)],
          ['Created', <Time key="created" at={payout.occurredAt} seconds year />],
          ['Expected at the bank', <Time key="arrives" at={`${payout.arrivesOn}T00:00:00Z`} show="day" />],
          ['On the bank statement', payout.statementDescriptor],
          ['Asked for as', requestId === undefined ? null : payoutLink(requestId)],
          ['Reverses', payout.originalPayoutId === null ? null : payoutLink(payout.originalPayoutId)],
          ['Reversed by', payout.reversedByPayoutId === null ? null : payoutLink(payout.reversedByPayoutId)],
          ['Mode', payout.livemode ? 'Live' : 'Sandbox'],
          [
            'Metadata',
            metadata.length === 0 ? null : (
              <span className="mono small">
                {metadata.map(([name, value]) => `${name}=${value}`).join(' ')}
              </span>
            ),
          ],
        ]}
      />
    </Section>
  );
}

function payoutLink(payoutId: string) {
  return (
    <Link href={`/payouts/${payoutId}`} prefetch={false} className="mono">
      {payoutId}
    </Link>
  );
}

function Destination({ payout }: { payout: PayoutDetail }) {
  const { destination } = payout;
  if (destination === null) {
    return payout.destinationId === null ? (
      <span className="muted">Stripe names none</span>
    ) : (
      <>
        <span className="mono">{payout.destinationId}</span>{' '}
        <span className="muted">not among the destinations that were read</span>
      </>
    );
  }
  return (
    <>
      {destinationText(destination.institution, destination.last4)}
      {destination.country === null ? null : `, ${destination.country}`}{' '}
      {destination.isDeleted ? <Badge tone="held">Removed since</Badge> : null}
      {destination.status === 'errored' ? <Badge tone="failed">Takes no payouts</Badge> : null}
    </>
  );
}
