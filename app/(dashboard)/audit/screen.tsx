import { AUDIT_CELLS } from '#components/audit/audit-cells.tsx';
import { auditFacets } from '#components/audit/audit-facets.ts';
import { AuditPanel } from '#components/audit/audit-panel.tsx';
import { AUDIT_TABLE } from '#lib/audit/audit-table.ts';
import { getAuditRecord } from '#lib/audit/detail-queries.ts';
import { countAuditRecords, countNewerAuditRecords, readAuditList } from '#lib/audit/queries.ts';
import type { AuditColumn, AuditFilter, AuditRow, AuditSort } from '#lib/audit/types.ts';
import type { ListScreen } from '../_lists/list-screen.ts';
import { readAuditListRequest } from './search-params.ts';

export const AUDIT_SCREEN: ListScreen<AuditRow, AuditColumn, AuditSort, AuditFilter> = {
  list: 'audit',
  path: '/audit',
  title: 'Audit',
  lead: 'Every change and every refused attempt, by people, jobs and events, in chains that show whether a row was altered.',
  one: 'row',
  many: 'rows',
  filterLabel: 'Filter the record',
  placeholder: 'outcome:refused, opr_…, acct_…',
  table: AUDIT_TABLE,
  cells: AUDIT_CELLS,
  rowId: (row) => row.auditRecordId,
  rowTime: (row) => row.recordedAt,
  className: 'audit-list',
  readRequest: readAuditListRequest,
  read: async (ctx, filter, order, request) => {
    const { page, facets, count } = await readAuditList(ctx, filter, order, request);
    return { page, facets: auditFacets(facets), count };
  },
  count: countAuditRecords,
  countNewer: (ctx, filter, { id }) => countNewerAuditRecords(ctx, filter, id),
  // What is on record stays as it is.
  readRows: () => Promise.resolve([]),
  panel: async (ctx, id, steps) => <AuditPanel row={await getAuditRecord(ctx, id)} steps={steps} />,
  nothing: {
    title: 'Nothing is on record yet',
    text: 'The first sign-in or the first job that changes something makes the first row.',
    href: '/',
    link: 'Go to the overview',
  },
};
