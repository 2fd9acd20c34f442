import { sql as query } from 'drizzle-orm';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import type { Context } from '../context.ts';
import { closeDatabase, database } from '../db/client.ts';
import { effortOn, pretendRows, sampleEveryRow } from '../db/effort.fixture.ts';
import { listOwnerInvitations, listOwnerLogins, readComingOwner } from './owner-login-queries.ts';
import { listOwnerRenewals } from './renewal-queries.ts';

/* Who brought an owner is asked by the account alone, at every approval of what they ask for: by an index, never by all invitations. */

const ROWS = 20_000;
const BELIEVED = 10_000_000;
/** Of one account there are a few, and each entry of the indexes leads to a row or two. */
const TOUCHED_MAX = 40;
const LARGE = ['seller_invitations', 'owner_renewals', 'connected_account_owners', 'payout_requests'];

const viewer: Context = {
  actor: { kind: 'operator', operatorId: 'opr_1', name: 'Vera', role: 'viewer' },
  requestId: 'test',
  now: new Date(),
};

let testDatabase: TestDatabase;
let sql: postgres.Sql;
let effortOf: ReturnType<typeof effortOn>;

const FILL = [
  'alter table payout_requests drop constraint payout_requests_payload',
  // What owners ask for, one each.
  `insert into payout_requests (payout_request_id, connected_account_id, amount, currency, method, destination_id, destination_fingerprint,
     payload, payload_hash, state, origin, requested_by, requested_at, route, route_reasons, approvals_needed, is_reserved)
   select 'prq_' || n, 'acct_' || n, 1000, 'eur', 'standard', 'ba_' || n, 'fp', '{}', encode(sha256('{}'), 'hex'), 'in_review', 'owner', 'x', now(),
     'people', '[]', 2, true from generate_series(1, ${String(ROWS)}) as n`,
  `insert into connected_account_owners (owner_id, connected_account_id, email, name)
   select 'own_' || n, 'acct_' || n, 'o' || n || '@x.example', 'x' from generate_series(1, ${String(ROWS)}) as n`,
  `insert into seller_invitations (seller_invitation_id, makes_account, connected_account_id, state, email, name, business_name, reason, code_hash,
     invited_by, confirmed_by, confirmed_at, linked_by, token_hash, expires_at, accepted_at, owner_id)
   select 'siv_' || n, false, 'acct_' || n, 'created', 'o' || n || '@x.example', 'x', 'x', 'x', 'x', 'opr_1', 'opr_2', now(), '{opr_2}', 't' || n, now(),
     now(), 'own_' || n from generate_series(1, ${String(ROWS)}) as n`,
  `insert into owner_renewals (owner_renewal_id, owner_id, connected_account_id, email, reason, code_hash, asked_by, made_by, made_at, token_hash, used_at)
   select 'orn_' || n, 'own_' || n, 'acct_' || n, 'o' || n || '@x.example', 'x', 'x', 'opr_1', 'opr_2', now(), 't' || n, now()
   from generate_series(1, ${String(ROWS)}) as n`,
];

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  process.env['DATABASE_URL'] = testDatabase.url;
  sql = postgres(testDatabase.ownerUrl, { max: 1, onnotice: () => undefined });
  await sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    for (const fill of FILL) await tx.unsafe(fill);
  });
  await sampleEveryRow(sql, LARGE);
  await pretendRows(sql, LARGE, BELIEVED);
  effortOf = effortOn(sql, LARGE);
});
afterAll(async () => {
  await closeDatabase();
  await sql.end({ timeout: 5 });
  await testDatabase.drop();
});

const READS: Readonly<Record<string, () => Promise<unknown>>> = {
  'who may not decide what an owner asks for': () =>
    database().execute(query`select * from request_makers('prq_7000')`),
  'who signs in for an account': () => listOwnerLogins(viewer, 'acct_7000'),
  'who is asked for': () => listOwnerInvitations(viewer, 'acct_7000'),
  'whether anybody is': () => readComingOwner(viewer, 'acct_7000'),
  'their ways to other passwords': () => listOwnerRenewals(viewer, 'acct_7000'),
};

it.each(Object.entries(READS))('%s is read by the account', async (_what, read) => {
  const { rowsInSequence, indexEntries, indexScans } = await effortOf(read);
  expect(rowsInSequence).toBe(0);
  expect(indexScans, 'it is counted').toBeGreaterThan(0);
  expect(indexEntries).toBeLessThan(TOUCHED_MAX);
});
