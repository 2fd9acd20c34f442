import type { Route } from 'next';
import Form from 'next/form';
import { Button } from '../ui/button.tsx';
import { Sign } from '../ui/icons.tsx';
import { HiddenParams } from './filter-bar.tsx';
import type { ListParams } from './list-href.ts';

/** A range of days, both included, in the zone that the page names. */
export function DateFacet({
  path,
  params,
  label,
  zone,
}: {
  path: Route;
  params: ListParams;
  label: string;
  zone: string;
}) {
  const from = params['from'];
  const to = params['to'];
  const isOn = from !== undefined || to !== undefined;
  return (
    <details key={`${from ?? ''}/${to ?? ''}`} className={isOn ? 'facet on' : 'facet'} name="facets">
      <summary>
        {isOn ? `${label}: ${from ?? '…'} to ${to ?? '…'}` : label}
        <Sign name="down" size={12} />
      </summary>
      <div className="pop">
        <Form action={path} prefetch={false} className="date-range">
          <HiddenParams params={params} except={['from', 'to']} />
          <label htmlFor="filter-from">From</label>
          <input id="filter-from" className="input" type="date" name="from" defaultValue={from ?? ''} />
          <label htmlFor="filter-to">To, included</label>
          <input id="filter-to" className="input" type="date" name="to" defaultValue={to ?? ''} />
          <p className="small muted">Days in {zone}.</p>
          <Button type="submit" small>
            Show these days
          </Button>
        </Form>
      </div>
    </details>
  );
}
