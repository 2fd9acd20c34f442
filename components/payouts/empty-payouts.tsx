import type { Route } from 'next';
import { DropFilters } from '../data-table/drop-filters.tsx';
import { filtersIn, type ListParams } from '../data-table/list-href.ts';
import { LinkButton } from '../ui/button.tsx';
import { EmptyState } from '../ui/states.tsx';

/** No payout at all and no payout that matches are different news. */
export function EmptyPayouts({ path, params }: { path: Route; params: ListParams }) {
  const filters = filtersIn(params);
  if (filters.length === 0) {
    return (
      <EmptyState title="No payout yet" actions={<LinkButton href="/events">See the events</LinkButton>}>
        <p>Stripe has not told us about any. The first one appears here within seconds of its event.</p>
      </EmptyState>
    );
  }
  return (
    <EmptyState title="No payout matches" actions={<DropFilters path={path} params={params} />}>
      <p>
        None is <span className="mono">{filters.map(([name, value]) => `${name}:${value}`).join(' ')}</span>.
      </p>
    </EmptyState>
  );
}
