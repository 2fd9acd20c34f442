import type { Route } from 'next';
import type { StripeEventFacets } from '#lib/stripe-events/types.ts';
import { Facet } from '../data-table/facet.tsx';
import { FilterBar } from '../data-table/filter-bar.tsx';
import type { ListParams } from '../data-table/list-href.ts';
import { StatusTabs } from '../data-table/status-tabs.tsx';
import { ARRIVALS, ARRIVAL_WORDS, STATES, STATE_WORDS } from './event-words.ts';

/** States as tabs; one search line for ids and types; how it arrived as a facet. */
export function EventFilters({
  path,
  params,
  facets,
}: {
  path: Route;
  params: ListParams;
  facets: StripeEventFacets;
}) {
  return (
    <>
      <StatusTabs
        path={path}
        params={params}
        name="state"
        label="State"
        all="All"
        choices={STATES.map((value) => ({
          value,
          label: STATE_WORDS[value].word,
          count: facets.states[value],
        }))}
      />
      <FilterBar
        path={path}
        params={params}
        field="q"
        label="Search by type, event, object or connected account"
        placeholder="payout.failed, evt_…, po_…, acct_…"
      >
        <Facet
          path={path}
          params={params}
          name="arrived_by"
          label="Arrived by"
          choices={ARRIVALS.map((value) => ({
            value,
            label: ARRIVAL_WORDS[value],
            count: facets.arrivals[value],
          }))}
        />
      </FilterBar>
    </>
  );
}
