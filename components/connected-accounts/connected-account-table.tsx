import Link from 'next/link';
import type { ConnectedAccountRow } from '#lib/connected-accounts/types.ts';
import { Badge } from '../ui/badge.tsx';
import { Time } from '../ui/time.tsx';
import { intervalWord, requirementState } from './account-words.ts';
import { LockBadge } from './lock-badge.tsx';

export function ConnectedAccountTable({ rows }: { rows: readonly ConnectedAccountRow[] }) {
  return (
    <div className="list" data-list="">
      <table className="data sticky cards account-list">
        <caption className="vh">Connected accounts, newest first</caption>
        <thead>
          <tr>
            <th scope="col">Connected account</th>
            <th scope="col">Lock</th>
            <th scope="col">Requirements</th>
            <th scope="col">Payouts</th>
            <th scope="col" className="c-wide">
              Country
            </th>
            <th scope="col" className="c-wide">
              Currency
            </th>
            <th scope="col" aria-sort="descending">
              Created
            </th>
            <th scope="col" className="c-wide">
              Id
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <AccountLine key={row.connectedAccountId} row={row} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function AccountLine({ row }: { row: ConnectedAccountRow }) {
  const state = requirementState(row.requirementState);
  return (
    <tr>
      <th scope="row" className="c-name" title={row.displayName}>
        <Link href={`/connected-accounts/${row.connectedAccountId}`} prefetch={false} className="cut">
          <bdi>{row.displayName}</bdi>
        </Link>
      </th>
      <td className="c-status">
        <LockBadge lockStrength={row.lockStrength} />
      </td>
      <td className="c-status">
        {state.tone === undefined ? (
          <span className="muted">{state.word}</span>
        ) : (
          <Badge tone={state.tone}>{state.word}</Badge>
        )}
        {row.currentDeadline === null ? null : (
          <span className="small muted why">
            by <Time at={row.currentDeadline} show="day" />
          </span>
        )}
      </td>
      <td className="c-status">
        {row.deauthorizedAt === null ? <PayoutsWord row={row} /> : <Badge tone="failed">Disconnected</Badge>}
      </td>
      <td className="c-wide">{row.country ?? <span className="muted">–</span>}</td>
      <td className="c-wide">{row.defaultCurrency?.toUpperCase() ?? <span className="muted">–</span>}</td>
      <td className="c-when">
        <Time at={row.createdAtStripe} show="day" />
      </td>
      <td className="c-wide mono muted nowrap">{row.connectedAccountId}</td>
    </tr>
  );
}

function PayoutsWord({ row }: { row: ConnectedAccountRow }) {
  if (!row.payoutsEnabled) return <Badge tone="failed">Off</Badge>;
  return <span className="nowrap">{intervalWord(row.payoutInterval) ?? 'On'}</span>;
}
