import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import type { Actor, Context } from '../context.ts';
import { closeDatabase } from '../db/client.ts';
import { payoutPayload } from '../payouts/requests/payout-payload.ts';
import { search } from './search-queries.ts';

let testDatabase: TestDatabase;
let sql: postgres.Sql;

const as = (actor: Actor): Context => ({ actor, requestId: 'test', now: new Date('2026-11-21T12:00:00Z') });
const viewer = as({ kind: 'operator', operatorId: 'op_1', name: 'Vera', role: 'viewer' });

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  process.env['DATABASE_URL'] = testDatabase.url;
  sql = postgres(testDatabase.ownerUrl, { max: 1, onnotice: () => undefined });
  await sql`insert into connected_accounts (connected_account_id, livemode, api_generation, display_name, charges_enabled, payouts_enabled, details_submitted,
      requirements, future_requirements, capabilities, minimum_balances, automatic_transfer_rules, lock_strength, lock_reasons, created_at_stripe, read_at)
    select id, false, 'v1', name, true, true, true, '{}', '{}', '{}', '{}', '{}', 'unknown', '[]', now(), now()
    from (values ('acct_1aB', 'Bäckerei Großmann & Söhne KG'), ('acct_1aC', 'O’Shaughnessy-Featherstonehaugh Ltd'), ('acct_2', '株式会社きのくに手仕事')) as given (id, name)`;
  await sql`insert into payouts (payout_id, connected_account_id, livemode, occurred_at, amount, currency, status, method, is_automatic, arrives_on, metadata, read_at)
    select id, 'acct_1aB', false, at::timestamptz, amount, currency, status, 'standard', true, '2026-11-23', '{}', now()
    from (values ('po_1aa', '2026-11-19T01:00:00Z', 128400, 'eur', 'paid'), ('po_1ab', '2026-11-20T01:00:00Z', 128400, 'jpy', 'failed'),
                 ('po_2', '2026-11-21T01:00:00Z', 1284000, 'kwd', 'paid')) as given (id, at, amount, currency, status)`;
  // Past the guards of proposals: what counts here is only what is there.
  await sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    for (const [id, unit, amount, state, at] of [
      ['prq_1', 'eur', 55_500n, 'in_review', '2026-11-20T01:00:00Z'],
      ['prq_2', 'jpy', 555n, 'in_review', '2026-11-21T01:00:00Z'],
      ['prq_3', 'kwd', 555_000n, 'in_review', '2026-11-19T01:00:00Z'],
    ] as const) {
      const { payload, payloadHash } = payoutPayload({
        payoutRequestId: id,
        connectedAccountId: 'acct_1aB',
        amount,
        currency: unit,
        method: 'standard',
        destinationId: 'ba_1',
        destinationFingerprint: 'fp_1',
        sourceType: null,
        statementDescriptor: null,
      });
      await tx`insert into payout_requests (payout_request_id, connected_account_id, amount, currency, method, destination_id,
          destination_fingerprint, payload, payload_hash, state, version, origin, requested_by, requested_at, route, route_reasons,
          approvals_needed, is_reserved)
        values (${id}, 'acct_1aB', ${String(amount)}, ${unit}, 'standard', 'ba_1', 'fp_1', ${payload}, ${payloadHash}, ${state}, 1, 'cadence',
          'job propose-payouts', ${at}, 'people', '[]', 2, true)`;
    }
    await tx`insert into payout_attempts (payout_attempt_id, payout_request_id, connected_account_id, attempt_number, idempotency_key, payload_hash,
        state, claimed_by, claimed_until, payout_id, stripe_request_id, status_code)
      values ('pat_1', 'prq_1', 'acct_1aB', 1, 'key_1', 'hash', 'accepted', 'worker', now(), 'po_1aa', 'req_made1', 200)`;
  });
  await sql`update payouts set trace_status = 'supported', trace_value = 'FSQ6JAH3HXXV2J8' where payout_id = 'po_1aa'`;
  await sql`update payouts set trace_status = 'supported', trace_value = '021000021234567' where payout_id = 'po_2'`;
  await sql`insert into stripe_calls (object_id, called_at, connected_account_id, method, endpoint, outcome, status_code, stripe_request_id, duration_ms)
    select id, now(), 'acct_1aB', 'GET', '/v1/payouts', 'succeeded', 200, 'req_list1', 5 from unnest(array['po_1aa', 'po_1ab']) as id`;
  await sql`insert into operators (operator_id, email, name, role) values ('opr_f', 'ines.f@books.example', 'Ínes Feather', 'finance_operator')`;
  await sql`insert into stripe_events (stripe_event_id, occurred_at, connected_account_id, type, livemode, endpoint_kind, arrived_by, object_id, received_at)
    values ('evt_1', now(), 'acct_1aB', 'payout.paid', false, 'connect', 'webhook', 'po_1aa', now())`;
});

afterAll(async () => {
  await sql.end();
  await closeDatabase();
  await testDatabase.drop();
});

const found = async (text: string, ctx = viewer): Promise<string[]> =>
  (await search(ctx, text)).flatMap(({ hits }) => hits.map(({ id }) => id));

describe('the search', () => {
  it.each([
    ['the beginnings of words of a name, in any order', 'söhne bäck', ['acct_1aB']],
    ['a name typed without accents', 'backerei sohne', ['acct_1aB']],
    ['a name with its apostrophe, as it is written', 'O’Shaughn', ['acct_1aC']],
    ['a name with another apostrophe', "o'shaughnessy-feather", ['acct_1aC']],
    ['a part of a name with a hyphen', 'shaughnessy-feather', ['acct_1aC']],
    ['a name in another script', '株式会社', ['acct_2']],
    ['the beginning of an account’s id, in its exact case', 'acct_1a', ['acct_1aB', 'acct_1aC']],
    ['the beginning of a payout’s id, newest first, and no more', 'po_1a', ['po_1ab', 'po_1aa']],
    ['a payout’s whole id, with what happened to it', 'po_1aa', ['po_1aa', 'evt_1']],
    ['an event by its id', 'evt_1', ['evt_1']],
    ['an amount in each currency’s own decimals', '1,284', ['po_2', 'po_1aa']],
    ['an amount without decimals where the currency has none', '128400', ['po_1ab']],
    ['an amount in one currency', '1284.00 eur', ['po_1aa']],
    ['a payout request by its id', 'prq_2', ['prq_2']],
    ['a payout request by its amount, the newest first', '555', ['prq_2', 'prq_1', 'prq_3']],
    ['a payout request by its amount in one currency', '555.000 kwd', ['prq_3']],
    ['a payout by the trace of its bank, in small letters', 'fsq6jah3hxxv2j8', ['po_1aa']],
    ['a payout by a trace of digits alone', '021000021234567', ['po_2']],
    ['nothing for a part of a trace', 'FSQ6JAH3', []],
    ['the payouts that one call told something of', 'req_list1', ['po_1ab', 'po_1aa']],
    ['what one call made, and the request for it', 'req_made1', ['prq_1', 'po_1aa']],
    ['nothing for a request id that nobody has', 'req_list', []],
    ['a person by the beginnings of their name', 'ínes feath', ['opr_f']],
    ['a person beside an account of that name', 'feather', ['acct_1aC', 'opr_f']],
    ['a person by a part of their address', 'ines.f@books', ['opr_f']],
    ['a person by their id', 'opr_f', ['opr_f']],
    ['nothing for more digits than any amount has', '9'.repeat(60), []],
    ['nothing for an amount that nobody was paid', '77.77 eur', []],
    ['nothing for signs alone', "' | !:*", []],
  ])('finds %s', async (_what, text, expected) => {
    expect(await found(text)).toEqual(expected);
  });

  it('is closed to the owner of a connected account', async () => {
    const owner = as({
      kind: 'connected_account_owner',
      connectedAccountId: 'acct_1aB',
      email: 'h@x.example',
    });
    await expect(search(owner, 'po_1aa')).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('leaves out the kinds that its actor may not read', async () => {
    const watcher = as({ kind: 'job', job: 'live-status' });
    expect(await found('po_1aa', watcher)).toEqual(['evt_1']);
    expect(await found('bäck', watcher)).toEqual([]);
  });
});
