import type { Guard } from './guard-shapes.fixture.ts';

/** What a hold or a request says to its reviewers, column by column, is not granted with the rest. */
export const OWNER_READ_GUARDS: Guard[] = [
  ...['reviewer_text', 'reason_code', 'source', 'evidence', 'placed_by'].map((column) => ['holds', column]),
  ...['route_reasons', 'requested_by', 'payload', 'reviewer_operator_id'].map((column) => [
    'payout_requests',
    column,
  ]),
].map(([table = '', column = '']) => ({
  name: `no grant of ${table}.${column} to holders`,
  as: 'holder of acct_1A',
  remove: `grant select (${column}) on ${table} to sluice_account_holder`,
  attack: [`select ${column} from ${table}`],
}));
