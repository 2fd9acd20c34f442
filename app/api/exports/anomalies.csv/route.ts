import { readRiskFlagListRequest } from '#app/(dashboard)/anomalies/search-params.ts';
import { answerListExport } from '#app/_edge/list-export.ts';
import { countRiskFlags } from '#lib/risk/flags/queries.ts';

export function GET(request: Request): Promise<Response> {
  return answerListExport(request, 'anomalies', readRiskFlagListRequest, (ctx, { filter }) =>
    countRiskFlags(ctx, filter),
  );
}
