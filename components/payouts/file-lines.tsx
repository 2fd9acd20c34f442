import type { Route } from 'next';
import Link from 'next/link';
import { currency } from '#lib/money/currency.ts';
import { money } from '#lib/money/money.ts';
import type { PayoutFileLine } from '#lib/payouts/types.ts';
import { Amount } from '../money/amount.tsx';
import { Badge, type Tone } from '../ui/badge.tsx';

const OUTCOMES: Record<PayoutFileLine['outcome'], { word: string; tone: Tone }> = {
  bad: { word: 'Left out', tone: 'failed' },
  waiting: { word: 'Ready', tone: 'held' },
  proposed: { word: 'Proposed', tone: 'paid' },
  refused: { word: 'Not proposed', tone: 'failed' },
};

const WOULD_BE_REFUSED: { word: string; tone: Tone } = { word: 'Would be refused', tone: 'failed' };

/** Each line as it was sent, what it asks for, and what came of it. */
export function FileLines({ lines }: { lines: readonly PayoutFileLine[] }) {
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label="Table of lines">
      <table className="data plain-rows stacked file-lines">
        <caption className="vh">Lines, in the order of the file</caption>
        <thead>
          <tr>
            <th scope="col">Line</th>
            <th scope="col">Connected account</th>
            <th scope="col" className="n amount-head">
              Amount
            </th>
            <th scope="col">What came of it</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.lineNumber}>
              <th scope="row">Line {line.lineNumber}</th>
              <td data-label="Connected account" className="wide-text">
                <Account line={line} />
              </td>
              <td data-label="Amount" className="n">
                <Asked line={line} />
              </td>
              <td data-label="What came of it" className="wide-text">
                <div className="cell">
                  <Outcome line={line} />
                  {line.payoutRequestId === null ? null : (
                    <Link className="sub" href={`/payouts/${line.payoutRequestId}` as Route} prefetch={false}>
                      See the request
                    </Link>
                  )}
                </div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Outcome({ line: { outcome, because, refusal } }: { line: PayoutFileLine }) {
  const { word, tone } = refusal === null ? OUTCOMES[outcome] : WOULD_BE_REFUSED;
  const why = because ?? refusal;
  return (
    <>
      <Badge tone={tone}>{word}</Badge>
      {why === null ? null : <bdi className="sub">{why}</bdi>}
    </>
  );
}

function Account({ line }: { line: PayoutFileLine }) {
  if (line.connectedAccountId === null || line.displayName === null)
    return <bdi className="mono wrap-anywhere">{line.text}</bdi>;
  return (
    <div className="cell">
      <Link href={`/connected-accounts/${line.connectedAccountId}` as Route} prefetch={false}>
        <bdi>{line.displayName}</bdi>
      </Link>
      <span className="sub mono id">{line.connectedAccountId}</span>
    </div>
  );
}

function Asked({ line }: { line: PayoutFileLine }) {
  if (line.currency === null) return <>–</>;
  if (line.amount === null) return <>All {line.currency.toUpperCase()}</>;
  return <Amount value={money(line.amount, currency(line.currency))} />;
}
