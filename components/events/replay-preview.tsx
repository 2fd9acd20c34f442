import { currency } from '#lib/money/currency.ts';
import { formatMoney } from '#lib/money/format.ts';
import { money } from '#lib/money/money.ts';
import type { ReplayPreview } from '#lib/stripe-events/types.ts';
import { ActionForm } from '../ui/action-form.tsx';
import { Callout } from '../ui/card.tsx';
import { Time } from '../ui/time.tsx';

const GAINS: Record<ReplayPreview['ledgerGains'][number]['gain'], string> = {
  missing: 'Not stored here; will be stored and booked',
  unbooked: 'Stored, not in the books; will be booked',
  available: 'Pending in the books; will become available',
};

/** What replaying would change, read from Stripe just now, and the button that does exactly this. */
export function ReplayDifference({
  preview,
  action,
}: {
  preview: ReplayPreview;
  action: Parameters<typeof ActionForm>[0]['action'];
}) {
  const { ledgerGains, mirrorDifferences, unreadable } = preview;
  const isNothing = ledgerGains.length === 0 && mirrorDifferences.length === 0;
  return (
    <div className="stack">
      {isNothing && unreadable.length === 0 ? (
        <p>
          Nothing: our books and mirrors already say what Stripe says. Replaying only marks the event again.
        </p>
      ) : null}
      {ledgerGains.length > 0 ? <Gains gains={ledgerGains} /> : null}
      {mirrorDifferences.length > 0 ? <Differences differences={mirrorDifferences} /> : null}
      {unreadable.length > 0 ? (
        <Callout tone="held" title="Some of it cannot be read">
          <ul>
            {unreadable.map(({ refresh, reason }) => (
              <li key={refresh}>
                <span className="mono">{refresh}</span>: {reason}
              </li>
            ))}
          </ul>
        </Callout>
      ) : null}
      <ActionForm
        action={action}
        fields={{ stripeEventId: preview.stripeEventId, previewHash: preview.hash }}
        kind="primary"
        label="Replay exactly this"
        pendingLabel="Comparing with Stripe again"
        done="Replayed. A worker takes it up."
      />
      <p className="small muted">
        If Stripe or the books change before you press, it is refused and you see the new difference.
      </p>
    </div>
  );
}

function Gains({ gains }: { gains: ReplayPreview['ledgerGains'] }) {
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label="What the ledger would gain">
      <table className="data plain-rows">
        <caption className="vh">What the ledger would gain</caption>
        <thead>
          <tr>
            <th scope="col">Balance transaction</th>
            <th scope="col">Type</th>
            <th scope="col">Created</th>
            <th scope="col">In the books</th>
            <th scope="col" className="n">
              Net
            </th>
          </tr>
        </thead>
        <tbody>
          {gains.map(({ balanceTransactionId, type, occurredAt, gain, net, currency: code }) => (
            <tr key={balanceTransactionId}>
              <th scope="row" className="mono">
                {balanceTransactionId}
              </th>
              <td>{type.replaceAll('_', ' ')}</td>
              <td>
                <Time at={occurredAt} />
              </td>
              <td>{GAINS[gain]}</td>
              <td className="n nowrap">{formatMoney(money(net, currency(code)))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Differences({ differences }: { differences: ReplayPreview['mirrorDifferences'] }) {
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label="What the mirrors would change">
      <table className="data plain-rows">
        <caption className="vh">What the mirrors would change</caption>
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">Field</th>
            <th scope="col">Here</th>
            <th scope="col">At Stripe</th>
          </tr>
        </thead>
        <tbody>
          {differences.map(({ subject, field, stored, atStripe }) => (
            <tr key={`${subject} ${field}`}>
              <th scope="row">{subject}</th>
              <td>{field}</td>
              <td className="cut value">{stored ?? '–'}</td>
              <td className="cut value">{atStripe ?? '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
