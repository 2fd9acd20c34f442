import { afterAll, beforeAll, expect, it } from 'vitest';
import { payoutPayload } from '../payouts/requests/payout-payload.ts';
import { insertPayableAccount } from '../payouts/requests/test-request.fixture.ts';
import { databaseBefore, type DatabaseBefore } from './database-before.fixture.ts';

/* What 0066 writes into requests that were there before it. */

let old: DatabaseBefore;
beforeAll(async () => {
  old = await databaseBefore('0066_waits_beside_people');
});
afterAll(() => old.drop());

/** A request as it stood, which may leave in three hours. */
async function before(state: string, route: string): Promise<string> {
  const account = `acct_1Old${crypto.randomUUID().slice(0, 8)}`;
  const request = {
    payoutRequestId: `prq_${crypto.randomUUID().replaceAll('-', '')}`,
    connectedAccountId: account,
    amount: 40_00n,
    currency: 'usd',
    method: 'standard' as const,
    destinationId: `ba_${account}`,
    destinationFingerprint: `fp_${account}`,
    sourceType: null,
    statementDescriptor: null,
  };
  const { payload, payloadHash } = payoutPayload(request);
  await insertPayableAccount(old.sql, request);
  await old.sql.begin(async (tx) => {
    // Where it stood, not how it came there.
    await tx`set local session_replication_role = replica`;
    await tx`
      insert into payout_requests (payout_request_id, connected_account_id, amount, currency, method, destination_id,
        destination_fingerprint, payload, payload_hash, state, origin, requested_by, route, route_reasons, approvals_needed,
        is_reserved, leaves_after)
      values (${request.payoutRequestId}, ${account}, '4000', 'usd', 'standard', ${request.destinationId},
        ${request.destinationFingerprint}, ${payload}, ${payloadHash}, ${state}, 'cadence', 'job propose-payouts', ${route}, '[]',
        ${route === 'people' ? 1 : 0}, ${state !== 'cancelled'}, now() + interval '3 hours')`;
  });
  return request.payoutRequestId;
}

it('what waits goes on waiting as long as it did, and nothing else begins to', async () => {
  const ids = {
    waits: await before('approved', 'wait'),
    undoable: await before('approved', 'people'),
    itself: await before('approved', 'automatic'),
    ended: await before('cancelled', 'wait'),
  };
  await old.goOn();
  const rows = await old.sql<{ id: string; is_same: boolean | null }[]>`
    select payout_request_id as id, waits_until = leaves_after as is_same from payout_requests`;
  const of = (id: string) => rows.find((row) => row.id === id)?.is_same;
  expect(Object.fromEntries(Object.entries(ids).map(([name, id]) => [name, of(id)]))).toEqual({
    waits: true,
    undoable: null,
    itself: null,
    ended: null,
  });
});
