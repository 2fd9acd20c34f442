import type { Route } from 'next';
import type { PayoutFacets } from '#lib/payouts/types.ts';
import { Chosen } from '../data-table/chosen.tsx';
import { DateFacet } from '../data-table/date-facet.tsx';
import { Facet } from '../data-table/facet.tsx';
import { FilterBar } from '../data-table/filter-bar.tsx';
import type { ListParams } from '../data-table/list-href.ts';
import { StatusTabs } from '../data-table/status-tabs.tsx';
import { schedule, methodWord, payoutStatus } from './payout-words.ts';

export function PayoutFilters({
  path,
  params,
  facets,
  zone,
}: {
  path: Route;
  params: ListParams;
  facets: PayoutFacets;
  zone: string;
}) {
  const account = params['account'];
  return (
    <>
      <StatusTabs
        path={path}
        params={params}
        name="status"
        label="Status"
        all="All"
        choices={facets.status.map((facet) => ({ ...facet, label: payoutStatus(facet.value).word }))}
      />
      <FilterBar
        path={path}
        params={params}
        field="q"
        label="Payout id, connected account or amount"
        placeholder="po_… or acct_… or 4,812,300.00 HUF"
      >
        <Facet
          path={path}
          params={params}
          name="currency"
          label="Currency"
          choices={facets.currency.map((facet) => ({ ...facet, label: facet.value.toUpperCase() }))}
        />
        <Facet
          path={path}
          params={params}
          name="method"
          label="Method"
          choices={facets.method.map((facet) => ({ ...facet, label: methodWord(facet.value) }))}
        />
        <Facet
          path={path}
          params={params}
          name="schedule"
          label="Schedule"
          choices={facets.isAutomatic.map(({ value, count }) => ({
            value: value === 'true' ? 'automatic' : 'manual',
            label: schedule(value === 'true'),
            count,
          }))}
        />
        <DateFacet path={path} params={params} label="Created" zone={zone} />
        {account === undefined ? null : (
          <Chosen path={path} params={params} name="account" label={`Account ${account}`} />
        )}
      </FilterBar>
    </>
  );
}
