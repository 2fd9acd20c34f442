import type { Route } from 'next';
import type { AuditFacets } from '#lib/audit/types.ts';
import { Chosen } from '../data-table/chosen.tsx';
import { DateFacet } from '../data-table/date-facet.tsx';
import { Facet } from '../data-table/facet.tsx';
import { FilterBar } from '../data-table/filter-bar.tsx';
import type { ListParams } from '../data-table/list-href.ts';
import { StatusTabs } from '../data-table/status-tabs.tsx';
import { KIND_WORDS, KINDS, OUTCOME_WORDS, OUTCOMES } from './audit-words.ts';

/** Filters that come with a link from a row. */
const NAMED = ['actor', 'action', 'subject', 'account'] as const;

/** Outcomes as tabs; one search line for who, what and about what; kind of actor and days as facets. */
export function AuditFilters({
  path,
  params,
  facets,
  zone,
}: {
  path: Route;
  params: ListParams;
  facets: AuditFacets;
  zone: string;
}) {
  return (
    <>
      <StatusTabs
        path={path}
        params={params}
        name="outcome"
        label="Outcome"
        all="All"
        choices={OUTCOMES.map((value) => ({
          value,
          label: OUTCOME_WORDS[value],
          count: facets.outcomes[value],
        }))}
      />
      <FilterBar
        path={path}
        params={params}
        field="q"
        label="Search by action, subject, connected account, person or job"
        placeholder="operator_session.start, po_…, acct_…, opr_…"
      >
        <Facet
          path={path}
          params={params}
          name="by"
          label="By"
          choices={KINDS.map((value) => ({
            value,
            label: KIND_WORDS[value],
            count: facets.actorKinds[value],
          }))}
        />
        <DateFacet path={path} params={params} label="When" zone={zone} />
        {NAMED.map((name) => {
          const value = params[name];
          return value === undefined ? null : (
            <Chosen key={name} path={path} params={params} name={name} label={`${name}: ${value}`} />
          );
        })}
      </FilterBar>
    </>
  );
}
