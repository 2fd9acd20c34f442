import { readAuditListRequest } from '#app/(dashboard)/audit/search-params.ts';
import { answerListExport } from '#app/_edge/list-export.ts';
import { countAuditRecords } from '#lib/audit/queries.ts';
import { STREAMED_ROWS_MAX } from '#lib/tables/list-export-definition.ts';

export function GET(request: Request): Promise<Response> {
  return answerListExport(request, 'audit', readAuditListRequest, (ctx, { filter }) =>
    countAuditRecords(ctx, filter, STREAMED_ROWS_MAX),
  );
}
