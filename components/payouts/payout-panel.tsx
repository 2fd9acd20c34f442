import type { Route } from 'next';
import Link from 'next/link';
import type { PayoutDetail } from '#lib/payouts/types.ts';
import { Amount } from '../money/amount.tsx';
import { CopyId } from '../ui/copy-id.tsx';
import { DefinitionList } from '../ui/definition-list.tsx';
import { Sign } from '../ui/icons.tsx';
import { Time } from '../ui/time.tsx';
import { PayoutStatus } from './payout-status.tsx';
import { destinationText, methodWord, ownerName, schedule } from './payout-words.ts';

/** One payout beside its list. Its address is the list's own, so that a link opens both. */
export function PayoutPanel({
  payout,
  position,
  previousHref,
  nextHref,
  closeHref,
}: {
  payout: PayoutDetail;
  position: string;
  previousHref: Route | null;
  nextHref: Route | null;
  closeHref: Route;
}) {
  const name = ownerName(payout.connectedAccountId, payout.connectedAccountName);
  return (
    <aside className="side-panel" aria-label={`Payout ${payout.payoutId}`} data-panel="">
      <div className="side-head">
        <span className="small muted">{position}</span>
        <StepLink href={previousHref} icon="up" label="Previous payout" step="previous" />
        <StepLink href={nextHref} icon="down" label="Next payout" step="next" />
        <span className="spacer" />
        <Link href={closeHref} prefetch={false} scroll={false} className="icon-btn" data-panel-close="">
          <Sign name="close" />
          <span className="vh">Close panel</span>
        </Link>
      </div>
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
                {payout.connectedAccountId}
              </Link>
            ),
          ],
          ['To', destinationText(payout.destinationInstitution, payout.destinationLast4) ?? '–'],
          ['Created', <Time key="created" at={payout.occurredAt} year />],
          ['Arrives', payout.arrivesOn],
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
    </aside>
  );
}

function StepLink({
  href,
  icon,
  label,
  step,
}: {
  href: Route | null;
  icon: 'up' | 'down';
  label: string;
  step: string;
}) {
  if (href === null) return null;
  return (
    <Link href={href} prefetch={false} scroll={false} className="icon-btn" data-panel-step={step}>
      <Sign name={icon} />
      <span className="vh">{label}</span>
    </Link>
  );
}
