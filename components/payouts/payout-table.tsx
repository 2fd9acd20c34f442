import type { Route } from 'next';
import Link from 'next/link';
import type { PayoutRow, PayoutSort } from '#lib/payouts/types.ts';
import { Amount } from '../money/amount.tsx';
import { Sign } from '../ui/icons.tsx';
import { Time } from '../ui/time.tsx';
import { PayoutStatus } from './payout-status.tsx';
import { destinationText, schedule, methodWord, ownerName } from './payout-words.ts';

/** @param amountHref order by amount, offered only within one currency; null when it is not */
export function PayoutTable({
  rows,
  sort,
  newestHref,
  amountHref,
}: {
  rows: readonly PayoutRow[];
  sort: PayoutSort;
  newestHref: Route;
  amountHref: Route | null;
}) {
  return (
    <div className="list" data-list="">
      <table className="data sticky cards payout-list">
        <caption className="vh">Payouts, {sort === 'newest' ? 'newest first' : 'largest first'}</caption>
        <thead>
          <tr>
            <th scope="col">Connected account</th>
            <th
              scope="col"
              className="n amount-head"
              aria-sort={sort === 'amount' ? 'descending' : undefined}
            >
              <SortLink href={amountHref} isOn={sort === 'amount'} label="Amount" />
            </th>
            <th scope="col">Status</th>
            <th scope="col">Destination</th>
            <th scope="col" className="c-wide">
              Method
            </th>
            <th scope="col" className="c-wide">
              Schedule
            </th>
            <th scope="col" aria-sort={sort === 'newest' ? 'descending' : undefined}>
              <SortLink href={newestHref} isOn={sort === 'newest'} label="Created" />
            </th>
            <th scope="col" className="c-wide">
              Payout
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <PayoutLine key={row.payoutId} row={row} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function SortLink({ href, isOn, label }: { href: Route | null; isOn: boolean; label: string }) {
  if (href === null) return label;
  return (
    <Link href={href} prefetch={false}>
      {label}
      {isOn ? <Sign name="down" size={11} /> : null}
    </Link>
  );
}

function PayoutLine({ row }: { row: PayoutRow }) {
  const name = ownerName(row.connectedAccountId, row.connectedAccountName);
  const destination = destinationText(row.destinationInstitution, row.destinationLast4);
  return (
    <tr>
      <th scope="row" className="c-name" title={name}>
        <Link href={`/payouts/${row.payoutId}`} prefetch={false} className="cut">
          <bdi>{name}</bdi>
        </Link>
      </th>
      <td className="n c-amount">
        <Amount value={row.amount} />
      </td>
      <td className="c-status">
        <PayoutStatus status={row.status} />
        {row.failureCode === null ? null : (
          <span className="why small muted cut" title={row.failureCode}>
            {row.failureCode.replaceAll('_', ' ')}
          </span>
        )}
      </td>
      <td className={destination === null ? 'c-destination none' : 'c-destination nowrap'}>
        {destination ?? <span className="muted">–</span>}
      </td>
      <td className="c-wide">{methodWord(row.method)}</td>
      <td className="c-wide nowrap">{schedule(row.isAutomatic)}</td>
      <td className="c-when">
        <Time at={row.occurredAt} />
      </td>
      <td className="c-wide mono muted nowrap">{row.payoutId}</td>
    </tr>
  );
}
