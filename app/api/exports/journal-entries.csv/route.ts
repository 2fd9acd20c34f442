import { readEntryListRequest } from '#app/(dashboard)/ledger/entries/search-params.ts';
import { answerListExport } from '#app/_edge/list-export.ts';
import { countJournalEntries } from '#lib/ledger/journal-entry-queries.ts';

export function GET(request: Request): Promise<Response> {
  return answerListExport(request, 'journal-entries', readEntryListRequest, (ctx, { filter }) =>
    countJournalEntries(ctx, filter),
  );
}
