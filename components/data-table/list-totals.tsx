import type { Money } from '#lib/money/money.ts';
import type { CappedCount } from '#lib/paging.ts';
import { Amounts } from '../money/amounts.tsx';
import { countText } from './count.ts';

/** Sums per currency of the page and of everything that matches. @param all null: too many match to be summed here */
export function ListTotals({
  page,
  all,
  count,
  what,
}: {
  page: readonly Money[];
  all: readonly Money[] | null;
  count: CappedCount;
  what: string;
}) {
  return (
    <div className="list-totals">
      <div>
        <span className="label-s">This page</span>
        <Amounts label="Sums of this page" sums={page} />
      </div>
      <div>
        <span className="label-s">All {countText(count)}</span>
        {all === null ? (
          <p className="small muted">
            More than {countText({ ...count, isCapped: false })} {what} match. Narrow the filter to see their
            sums.
          </p>
        ) : (
          <Amounts label={`Sums of all matching ${what}`} sums={all} />
        )}
      </div>
    </div>
  );
}
