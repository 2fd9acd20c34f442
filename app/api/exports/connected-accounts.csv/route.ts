import { readConnectedAccountListRequest } from '#app/(dashboard)/connected-accounts/search-params.ts';
import { answerListExport } from '#app/_edge/list-export.ts';
import { countConnectedAccounts } from '#lib/connected-accounts/queries.ts';

export function GET(request: Request): Promise<Response> {
  return answerListExport(request, 'connected-accounts', readConnectedAccountListRequest, (ctx, { filter }) =>
    countConnectedAccounts(ctx, filter),
  );
}
