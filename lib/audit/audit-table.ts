import type { TableDefinition } from '../tables/types.ts';
import { ACTOR_KINDS, AUDIT_ORDERS, AUDIT_OUTCOMES, type AuditColumn, type AuditSort } from './types.ts';

/** Every filter is an equality at the head of an index or the range at its tail; see audit-search.ts. */
export const AUDIT_TABLE: TableDefinition<AuditColumn, AuditSort> = {
  list: 'audit',
  columns: [
    { id: 'action', header: 'Action', kind: 'text', isHideable: false, isShownAtFirst: true },
    { id: 'outcome', header: 'Outcome', kind: 'status', isHideable: true, isShownAtFirst: true },
    { id: 'who', header: 'Who', kind: 'text', isHideable: true, isShownAtFirst: true },
    { id: 'subject', header: 'Subject', kind: 'id', isHideable: true, isShownAtFirst: true },
    { id: 'changes', header: 'Changes', kind: 'text', isHideable: true, isShownAtFirst: false },
    { id: 'chain', header: 'Chain', kind: 'id', isHideable: true, isShownAtFirst: true },
    { id: 'link', header: 'Row of chain', kind: 'id', isHideable: true, isShownAtFirst: false },
    { id: 'request', header: 'Request', kind: 'id', isHideable: true, isShownAtFirst: false },
    {
      id: 'when',
      header: 'When',
      kind: 'time',
      isHideable: true,
      isShownAtFirst: true,
      orders: ['newest', 'oldest'],
    },
  ],
  filters: [
    { name: 'outcome', kind: 'choice', values: AUDIT_OUTCOMES, example: 'refused' },
    { name: 'by', kind: 'choice', values: ACTOR_KINDS, example: 'operator' },
    { name: 'actor', kind: 'id', pattern: /./, what: 'person or job', example: 'opr_…' },
    { name: 'action', kind: 'id', pattern: /^[a-z_]+\.[a-z_]+$/, what: 'action', example: 'list.export' },
    { name: 'subject', kind: 'id', pattern: /./, what: 'subject', example: 'po_…' },
    { name: 'account', kind: 'id', pattern: /^(?:platform|acct_\w+)$/, what: 'chain', example: 'acct_…' },
    { name: 'recorded', kind: 'day', example: '>2026-10-01' },
  ],
  words: {
    example: 'list.export acct_… opr_… po_…',
    meaning: 'an action, a connected account’s chain, a person or job, or a subject: each of them whole',
  },
  orders: AUDIT_ORDERS,
  defaultOrder: 'newest',
};
