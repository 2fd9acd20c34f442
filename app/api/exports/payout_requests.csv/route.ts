import { readPayoutRequestListRequest } from '#app/(dashboard)/payouts/queue-params.ts';
import { answerListExport } from '#app/_edge/list-export.ts';
import { countPayoutRequests } from '#lib/payouts/queue/queries.ts';

export function GET(request: Request): Promise<Response> {
  return answerListExport(request, 'payout_requests', readPayoutRequestListRequest, (ctx, { filter }) =>
    countPayoutRequests(ctx, filter),
  );
}
