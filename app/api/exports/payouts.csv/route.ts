import { readPayoutListRequest } from '#app/(dashboard)/payouts/stripe/search-params.ts';
import { answerListExport } from '#app/_edge/list-export.ts';
import { totalPayouts } from '#lib/payouts/queries.ts';

export function GET(request: Request): Promise<Response> {
  return answerListExport(
    request,
    'payouts',
    readPayoutListRequest,
    async (ctx, { filter }) => (await totalPayouts(ctx, filter)).count,
  );
}
