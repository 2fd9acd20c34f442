import { AUDIT_EXPORT } from '../audit/export-audit.ts';
import { CONNECTED_ACCOUNT_EXPORT } from '../connected-accounts/export-connected-accounts.ts';
import { JOURNAL_ENTRY_EXPORT } from '../ledger/export-journal-entries.ts';
import { PAYOUT_EXPORT } from '../payouts/export-payouts.ts';
import { PAYOUT_REQUEST_EXPORT } from '../payouts/queue/export-payout-requests.ts';
import { RISK_FLAG_EXPORT } from '../risk/flags/export-risk-flags.ts';
import { STRIPE_EVENT_EXPORT } from '../stripe-events/export-stripe-events.ts';
import type { ListExportDefinition } from './list-export-definition.ts';

/**
 * Every list that can be taken as a file, by the name of its address. The route that streams it, the worker that writes
 * it and the door that hands it out all look here. To add one:
 * 1. in its domain, `export const …_EXPORT = defineListExport({ … })` with a zod schema of its view, its CSV pieces by
 *    `csvPieces`, and an exact count; a row here;
 * 2. `app/api/exports/<list>.csv/route.ts` with `answerListExport`, and a row in `lib/auth/doors.fixture.ts`;
 * 3. the permission of its rows for the job `write-list-export` in `lib/auth/permissions.ts`.
 */
export const EXPORTED_LISTS = {
  anomalies: RISK_FLAG_EXPORT,
  audit: AUDIT_EXPORT,
  'connected-accounts': CONNECTED_ACCOUNT_EXPORT,
  events: STRIPE_EVENT_EXPORT,
  'journal-entries': JOURNAL_ENTRY_EXPORT,
  payout_requests: PAYOUT_REQUEST_EXPORT,
  payouts: PAYOUT_EXPORT,
} as const satisfies Record<string, ListExportDefinition>;

export type ExportedList = keyof typeof EXPORTED_LISTS;

export const EXPORTED_LIST_NAMES = Object.keys(EXPORTED_LISTS) as [ExportedList, ...ExportedList[]]; // of this very object

/** How a stored name is exported; null for a list that an older version knew. */
export function findExportedList(list: string): ListExportDefinition | null {
  return Object.hasOwn(EXPORTED_LISTS, list) ? EXPORTED_LISTS[list as ExportedList] : null; // just looked up
}
