import Link from 'next/link';
import type { PayoutDetail } from '#lib/payouts/types.ts';
import type { PanelSteps } from '../data-table/panel-steps.ts';
import { SidePanel } from '../data-table/side-panel.tsx';
import { Amount } from '../money/amount.tsx';
import { CopyId } from '../ui/copy-id.tsx';
import { DefinitionList } from '../ui/definition-list.tsx';
import { Time } from '../ui/time.tsx';
import { PayoutStatus } from './payout-status.tsx';
import { destinationText, methodWord, ownerName, schedule } from './payout-words.ts';

/** One payout beside its list. */
export function PayoutPanel({ payout, steps }: { payout: PayoutDetail; steps: PanelSteps }) {
  const name = ownerName(payout.connectedAccountId, payout.connectedAccountName);
  return (
    <SidePanel what="payout" label={`Payout ${payout.payoutId}`} steps={steps}>
      <h2>
        <bdi>{name}</bdi>
      </h2>
      <p className="side-amount">
        <Amount value={payout.amount} run /> <PayoutStatus status={payout.status} />
      </p>
      {payout.failureMessage === null ? null : <p className="soft">{payout.failureMessage}</p>}
      <DefinitionList
        items={[
          ['Payout', <CopyId key="id" id={payout.payoutId} />],
          [
            'Connected account',
            payout.connectedAccountId === 'platform' ? (
              'Platform'
            ) : (
              <Link key="account" href={`/connected-accounts/${payout.connectedAccountId}`} prefetch={false}>
                <bdi>{name}</bdi>
              </Link>
            ),
          ],
          ['To', destinationText(payout.destinationInstitution, payout.destinationLast4) ?? '–'],
          ['Created', <Time key="created" at={payout.occurredAt} year />],
          ['Expected at the bank', <Time key="arrives" at={`${payout.arrivesOn}T00:00:00Z`} show="day" />],
          ['Method', methodWord(payout.method)],
          ['Schedule', schedule(payout.isAutomatic)],
          ['Bank trace', payout.traceValue ?? '–'],
        ]}
      />
      <h3>What happened</h3>
      <ol className="side-story">
        {payout.statusChanges.map((change) => (
          <li key={`${change.status} ${change.failureCode ?? ''}`}>
            <PayoutStatus status={change.status} /> <Time at={change.seenAt} />
          </li>
        ))}
      </ol>
      <p>
        <Link
          href={`/payouts/${payout.payoutId}`}
          prefetch={false}
          className="btn btn-plain"
          data-panel-page=""
        >
          Open the whole story
        </Link>
      </p>
    </SidePanel>
  );
}
