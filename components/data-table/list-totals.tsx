import type { Route } from 'next';
import Link from 'next/link';
import type { Money } from '#lib/money/money.ts';
import { Amount } from '../money/amount.tsx';
import { countText, type CappedCount } from './count.ts';

/**
 * Sums per currency of the page and of everything that matches. @param all null: too many match to be summed unasked @param whole
 * where all of it can be asked for, and whether it was
 */
export function ListTotals({
  page,
  all,
  count,
  what,
  whole,
}: {
  page: readonly Money[];
  all: readonly Money[] | null;
  /** Null where it is not known. */
  count: CappedCount | null;
  what: string;
  whole: { readonly isAsked: boolean; readonly href: Route } | null;
}) {
  const columns = all ?? page;
  return (
    <div className="list-totals" tabIndex={0} role="region" aria-label="Sums per currency">
      <table>
        <caption className="vh">Sums of {what} per currency</caption>
        <thead>
          <tr>
            <td />
            {columns.map((sum) => (
              <th key={sum.currency} scope="col">
                {sum.currency.toUpperCase()}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <SumRow label="This page" sums={page} columns={columns} />
          {all === null ? null : (
            <SumRow label={count === null ? 'All' : `All ${countText(count)}`} sums={all} columns={columns} />
          )}
        </tbody>
      </table>
      {all === null ? (
        <p className="small muted">
          {count === null
            ? `Too many ${what} may match to add them up here.`
            : count.isCapped
              ? `More than ${countText({ ...count, isCapped: false })} ${what} match.`
              : `${countText(count)} ${what} match, too many to add them up here.`}{' '}
          {whole === null || whole.isAsked ? null : (
            <>
              <Link href={whole.href} prefetch={false} className="link">
                Add them all up
              </Link>
              , which may take some seconds, or narrow the filter.
            </>
          )}
          {whole?.isAsked === true
            ? 'Adding them all up took too long and was given up. Narrow the filter to see their sums.'
            : null}
          {whole === null ? 'Narrow the filter to see their sums.' : null}
        </p>
      ) : null}
    </div>
  );
}

function SumRow({
  label,
  sums,
  columns,
}: {
  label: string;
  sums: readonly Money[];
  columns: readonly Money[];
}) {
  return (
    <tr>
      <th scope="row">{label}</th>
      {columns.map((column) => {
        const sum = sums.find((candidate) => candidate.currency === column.currency);
        return <td key={column.currency}>{sum ? <Amount value={sum} bare /> : '–'}</td>;
      })}
    </tr>
  );
}
