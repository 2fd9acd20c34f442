import type { Route } from 'next';
import Link from 'next/link';
import { formatMoney } from '#lib/money/format.ts';
import type { RiskCase } from '#lib/risk/types.ts';
import { Badge } from '../ui/badge.tsx';
import { Time } from '../ui/time.tsx';
import { actionState, causeShort, endingWord } from './risk-words.ts';

/** What holding and releasing do, in what waits now. */
export function CaseEffects({ found }: { found: RiskCase }) {
  const { waiting, hold, flag } = found;
  const requests = `${String(waiting.count)} ${waiting.count === 1 ? 'payout' : 'payouts'}`;
  const sum = formatMoney(waiting.sum);
  const asked = waiting.count === 0 ? 'No payout waits now.' : `${requests} over ${sum} wait now.`;
  const isWeak = flag.action === 'pause_lock';
  return (
    <ul className="bullets">
      <li>{asked}</li>
      <li>
        <b>{hold === null || hold.state === 'released' ? 'If it is confirmed' : 'While it stands'}:</b>{' '}
        {hold !== null && hold.keepsPercent < 100
          ? `${String(hold.keepsPercent)} % of the balance stays; the rest is paid out as usual.`
          : 'nothing that Sluice sends leaves, approved or not.'}
        {isWeak ? ' What the account can pay itself leaves all the same.' : ''}
      </li>
      <li>
        <b>When it is released:</b>{' '}
        {waiting.approved === 0
          ? 'payouts leave again as soon as they are approved.'
          : `${String(waiting.approved)} that ${waiting.approved === 1 ? 'is approved leaves' : 'are approved leave'} within seconds.`}{' '}
        What was seen until then is no evidence any more.
      </li>
    </ul>
  );
}

/** Accounts with the same bank account or the same cards. */
export function LinkedAccounts({ linked }: { linked: RiskCase['linked'] }) {
  if (linked.length === 0)
    return <p className="muted">It shares neither a bank account nor a card with another account here.</p>;
  return (
    <table className="data plain-rows stacked">
      <caption className="vh">Accounts that share something with it</caption>
      <thead>
        <tr>
          <th scope="col">Connected account</th>
          <th scope="col">Shares</th>
          <th scope="col">Is it flagged</th>
        </tr>
      </thead>
      <tbody>
        {linked.map(({ connectedAccountId, accountName, by, shared, openFlags }) => (
          <tr key={`${by} ${connectedAccountId}`}>
            <th scope="row">
              <Link href={`/connected-accounts/${connectedAccountId}` as Route} prefetch={false}>
                <bdi>{accountName}</bdi>
              </Link>
            </th>
            <td data-label="Shares">{sharedWords(by, shared)}</td>
            <td data-label="Is it flagged">
              {openFlags === 0 ? <span className="muted">no</span> : <Badge tone="held">Flagged</Badge>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function sharedWords(by: 'destination' | 'card', shared: number): string {
  if (by === 'destination') return shared === 1 ? 'its bank account' : `${String(shared)} bank accounts`;
  return shared === 1 ? 'one card' : `${String(shared)} cards`;
}

/** What was found about the account before. */
export function PastCases({ past }: { past: RiskCase['past'] }) {
  if (past.length === 0) return <p className="muted">Nothing was ever found about it before.</p>;
  return (
    <ul className="side-story">
      {past.map((flag) => (
        <li key={flag.riskFlagId}>
          <span>
            <Link href={`/anomalies/${flag.riskFlagId}` as Route} prefetch={false}>
              {causeShort(flag.cause)}
            </Link>
            , {actionState(flag.action).word.toLowerCase()}
            {flag.closedBecause === null ? ', not over' : `; closed: ${endingWord(flag.closedBecause)}`}
          </span>
          <Time at={flag.openedAt} />
        </li>
      ))}
    </ul>
  );
}
