import type { Route } from 'next';
import { listHref, type ListParams } from '../data-table/list-href.ts';
import { LinkButton } from '../ui/button.tsx';
import { EmptyState } from '../ui/states.tsx';

/** No payout at all and no payout that matches are different news. */
export function EmptyPayouts({ path, params }: { path: Route; params: ListParams }) {
  const line = params['q'];
  if (line === undefined) {
    return (
      <EmptyState title="No payout yet" actions={<LinkButton href="/events">See the events</LinkButton>}>
        <p>Stripe has not told us about any. The first one appears here within seconds of its event.</p>
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title="No payout matches"
      actions={<LinkButton href={listHref(path, params, { q: undefined })}>Clear the filter</LinkButton>}
    >
      <p>
        None is <span className="mono">{line}</span>. Words are looked for in the names of connected accounts.
        Drop a part above, or clear all of it.
      </p>
    </EmptyState>
  );
}
