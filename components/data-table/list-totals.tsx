import type { Money } from '#lib/money/money.ts';
import { Amount } from '../money/amount.tsx';
import { countText, type CappedCount } from './count.ts';

/** Sums per currency of the page and of everything that matches. @param all null: too many match to be summed here */
export function ListTotals({
  page,
  all,
  count,
  what,
}: {
  page: readonly Money[];
  all: readonly Money[] | null;
  /** Null where it is not known. */
  count: CappedCount | null;
  what: string;
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
          Narrow the filter to see their sums.
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
