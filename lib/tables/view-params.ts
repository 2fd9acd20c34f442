/** The lists that views are kept of. */
export const LISTS = [
  'payout_requests',
  'payouts',
  'connected-accounts',
  'anomalies',
  'events',
  'journal-entries',
  'audit',
] as const;
export type ListName = (typeof LISTS)[number];

/** The parts of a list's address that make its view; where one stands in it (page, open panel) is no part of it. */
export const VIEW_PARAMS: readonly string[] = ['q', 'sort', 'cols'];
