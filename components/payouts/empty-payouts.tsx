import type { Route } from 'next';
import type { TableDefinition } from '#lib/tables/types.ts';
import type { ListParams } from '../data-table/list-href.ts';
import { NoneMatches } from '../data-table/list-states.tsx';
import { LinkButton } from '../ui/button.tsx';
import { EmptyState } from '../ui/states.tsx';

/** No payout at all and no payout that matches are different news. */
export function EmptyPayouts({
  path,
  params,
  table,
}: {
  path: Route;
  params: ListParams;
  table: Pick<TableDefinition, 'filters' | 'words'>;
}) {
  if (params['q'] !== undefined)
    return <NoneMatches path={path} params={params} table={table} what="payout" />;
  return (
    <EmptyState title="No payout yet" actions={<LinkButton href="/events">See the events</LinkButton>}>
      <p>Stripe has not told us about any. The first one appears here within seconds of its event.</p>
    </EmptyState>
  );
}
