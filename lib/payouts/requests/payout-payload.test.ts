import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import { payoutPayload } from './payout-payload.ts';
import { insertPayoutRequest } from './test-request.fixture.ts';

let testDatabase: TestDatabase;
let sql: postgres.Sql;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  sql = postgres(testDatabase.ownerUrl, { max: 1, onnotice: () => undefined });
});
afterAll(async () => {
  await sql.end({ timeout: 5 });
  await testDatabase.drop();
});

describe('the text of a payout request', () => {
  it('names every field, amounts as text, absent ones as null', () => {
    const { payload } = payoutPayload({
      payoutRequestId: 'prq_1',
      connectedAccountId: 'acct_1',
      amount: 9_007_199_254_740_993n,
      currency: 'usd',
      method: 'standard',
      destinationId: 'ba_1',
      destinationFingerprint: 'fp_1',
      sourceType: null,
      statementDescriptor: null,
    });
    expect(payload).toBe(
      '{"payout_request_id":"prq_1","connected_account_id":"acct_1","amount":"9007199254740993","currency":"usd","method":"standard","destination_id":"ba_1","destination_fingerprint":"fp_1","source_type":null,"statement_descriptor":null}',
    );
  });

  it('is what the database demands, whatever is absent or odd', async () => {
    await insertPayoutRequest(sql);
    const odd = await insertPayoutRequest(sql, {
      statementDescriptor: 'Søren’s "shop" \\ 15 %',
      sourceType: 'card',
      method: 'instant',
    });
    const [stored] = await sql<{ hash: string }[]>`
      select encode(sha256(convert_to(payload, 'UTF8')), 'hex') as hash from payout_requests
      where payout_request_id = ${odd.payoutRequestId}`;
    expect(stored?.hash).toBe(odd.payloadHash);
  });

  it('approved requests have the people who approved them', async () => {
    const { payoutRequestId, approvedBy } = await insertPayoutRequest(sql, {
      state: 'approved',
      requestedBy: 'opr_asker',
    });
    const [row] = await sql`select standing_approvals(${payoutRequestId})::int as standing`;
    expect(row).toEqual({ standing: approvedBy.length });
  });
});
