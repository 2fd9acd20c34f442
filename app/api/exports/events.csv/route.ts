import { readEventListRequest } from '#app/(dashboard)/events/search-params.ts';
import { answerListExport } from '#app/_edge/list-export.ts';
import { countStripeEvents } from '#lib/stripe-events/queries.ts';

export function GET(request: Request): Promise<Response> {
  return answerListExport(request, 'events', readEventListRequest, (ctx, { filter }) =>
    countStripeEvents(ctx, filter),
  );
}
