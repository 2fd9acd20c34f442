import { EVENT_CELLS } from '#components/events/event-cells.tsx';
import { eventFacets } from '#components/events/event-facets.ts';
import { EventPanel } from '#components/events/event-panel.tsx';
import { EVENT_TABLE } from '#lib/stripe-events/event-table.ts';
import {
  countNewerStripeEvents,
  countStripeEvents,
  readStripeEventList,
  readStripeEvents,
} from '#lib/stripe-events/queries.ts';
import { getStripeEventTrace } from '#lib/stripe-events/trace-queries.ts';
import type {
  StripeEventColumn,
  StripeEventFilter,
  StripeEventRow,
  StripeEventSort,
} from '#lib/stripe-events/types.ts';
import type { ListScreen } from '../_lists/list-screen.ts';
import { readEventListRequest } from './search-params.ts';

export const EVENT_SCREEN: ListScreen<StripeEventRow, StripeEventColumn, StripeEventSort, StripeEventFilter> =
  {
    list: 'events',
    path: '/events',
    title: 'Events',
    lead: 'Everything that Stripe told us, stored before it was acknowledged. Order and repetition do not matter.',
    one: 'event',
    many: 'events',
    filterLabel: 'Filter events',
    placeholder: 'type:payout.failed or an id',
    table: EVENT_TABLE,
    cells: EVENT_CELLS,
    rowId: (row) => row.stripeEventId,
    rowTime: (row) => row.occurredAt,
    className: 'event-list',
    readRequest: readEventListRequest,
    read: async (ctx, filter, order, request) => {
      const { page, facets, count } = await readStripeEventList(ctx, filter, order, request);
      return { page, facets: eventFacets(facets), count };
    },
    count: countStripeEvents,
    countNewer: countNewerStripeEvents,
    readRows: readStripeEvents,
    panel: async (ctx, id, steps) => <EventPanel event={await getStripeEventTrace(ctx, id)} steps={steps} />,
    nothing: {
      title: 'Nothing has arrived from Stripe yet',
      text: 'The first signed webhook makes the first line. The back-fill below asks Stripe for what it has.',
      href: '/settings',
      link: 'How to connect Stripe',
    },
  };
