import Link from 'next/link';
import type { Dispute } from '#lib/connected-accounts/types.ts';
import type { JournalEntryDetail } from '#lib/ledger/types.ts';
import { entryTitle } from '../ledger/entry-words.ts';
import { Amount } from '../money/amount.tsx';
import { Badge, type Tone } from '../ui/badge.tsx';
import { Time } from '../ui/time.tsx';

const TONES: Readonly<Record<string, Tone>> = {
  needs_response: 'held',
  warning_needs_response: 'held',
  under_review: 'info',
  warning_under_review: 'info',
  won: 'paid',
  lost: 'failed',
};

/** Payments that customers' banks took back or ask about, newest first. @param entries what the ledger booked for them */
export function DisputeTable({
  disputes,
  entries,
}: {
  disputes: readonly Dispute[];
  entries: readonly JournalEntryDetail[];
}) {
  if (disputes.length === 0) return <p className="muted">No customer’s bank has disputed a payment.</p>;
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label="Table of disputes">
      <table className="data plain-rows stacked disputes">
        <caption className="vh">Disputes, newest first</caption>
        <thead>
          <tr>
            <th scope="col">Opened</th>
            <th scope="col" className="n amount-head">
              Amount
            </th>
            <th scope="col">Standing</th>
            <th scope="col">Evidence due</th>
            <th scope="col">In the ledger</th>
          </tr>
        </thead>
        <tbody>
          {disputes.map((dispute) => (
            <tr key={dispute.disputeId}>
              <th scope="row">
                <Time at={dispute.occurredAt} show="day" />
                <span className="sub mono id">{dispute.disputeId}</span>
              </th>
              <td className="n" data-label="Amount">
                <Amount value={dispute.amount} />
              </td>
              <td data-label="Standing" className="wide-text">
                <div className="cell">
                  <Badge tone={TONES[dispute.status]}>{dispute.words.standing}</Badge>
                  <span className="sub">{dispute.words.reason}.</span>
                  {dispute.isOnPlatform ? (
                    <span className="sub">
                      It is taken from the platform’s balance; this account was paid by a transfer, which
                      stays until it is reversed.
                    </span>
                  ) : null}
                  {dispute.words.nextStep === null ? null : (
                    <span className="sub">
                      <b className="strong">Next:</b> {dispute.words.nextStep}
                    </span>
                  )}
                </div>
              </td>
              <td data-label="Evidence due">
                <Evidence dispute={dispute} />
              </td>
              <td data-label="In the ledger" className="booked">
                <div className="cell">
                  <Booked dispute={dispute} entries={entries} />
                </div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Evidence({ dispute: { evidenceDueAt, hasEvidence, words } }: { dispute: Dispute }) {
  if (hasEvidence) return 'Sent';
  if (evidenceDueAt === null || !words.isOpen) return <span className="muted">None sent</span>;
  return <Time at={evidenceDueAt} />;
}

function Booked({ dispute, entries }: { dispute: Dispute; entries: readonly JournalEntryDetail[] }) {
  const own = entries.filter(
    ({ sourceId, purpose }) => purpose === 'booked' && dispute.balanceTransactionIds.includes(sourceId),
  );
  if (dispute.balanceTransactionIds.length === 0) return <span className="muted">No money moved</span>;
  if (own.length === 0) return <span className="muted">Not booked yet</span>;
  return own.map((entry) => (
    <Link
      key={entry.journalEntryId}
      href={`/ledger/entries/${entry.journalEntryId}`}
      prefetch={false}
      className="block-link"
    >
      {entryTitle(entry)}, <Amount value={entry.turnover} run />
    </Link>
  ));
}
