import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPayoutWorld, type PayoutWorld } from '../requests/payout-world.fixture.ts';
import { insertPayoutRequest } from '../requests/test-request.fixture.ts';

/* What the database asks of a permit that a program writes by itself, whatever it had looked at before. */

let world: PayoutWorld;
beforeAll(async () => {
  world = await openPayoutWorld();
});
afterAll(() => world.close());

let accounts = 0;

/** An approved request whose attempt is written down. @returns how the program's role takes its permit */
async function claimed(approvals?: number) {
  accounts += 1;
  const name = `Permit${String(accounts)}`;
  const { payoutRequestId, payloadHash, connectedAccountId } = await insertPayoutRequest(world.sql, {
    state: 'approved',
    connectedAccountId: `acct_1${name}`,
    destinationId: `ba_${name}`,
    destinationFingerprint: `fp_${name}`,
  });
  await world.sql`update payout_requests set state = 'dispatching', attempt_count = 1 where payout_request_id = ${payoutRequestId}`;
  await world.sql`
    insert into payout_attempts (payout_attempt_id, payout_request_id, connected_account_id, attempt_number, idempotency_key, payload_hash,
      state, claimed_by, claimed_until)
    values (${`pat_${name}`}, ${payoutRequestId}, ${connectedAccountId}, 1, ${`${payoutRequestId}/1`}, ${payloadHash}, 'claimed', 'a test',
      now() + interval '1 hour')`;
  if (approvals === 1)
    await world.sql`update payout_approvals set state = 'void', voided_at = now(), voided_because = 'left'
      where payout_approval_id = (select min(payout_approval_id) from payout_approvals where payout_request_id = ${payoutRequestId})`;
  return {
    connectedAccountId,
    permit: (epoch = 'epoch', until = "clock_timestamp() + interval '30 seconds'") =>
      world.sql.begin(async (tx) => {
        await tx`set local role sluice_app`;
        await tx.unsafe(`update payout_attempts set state = 'calling', calls = 1, call_until = ${until},
            epoch = (select ${epoch} from dispatch_control) where payout_attempt_id = 'pat_${name}'`);
      }),
  };
}

it('is of this epoch and ends within a minute', async () => {
  const { permit } = await claimed();
  await expect(permit('epoch - 1')).rejects.toThrow('of this epoch and ends soon');
  await expect(permit('epoch', "clock_timestamp() + interval '2 minutes'")).rejects.toThrow('ends soon');
  await permit();
});

it('takes as many people as the request needs', async () => {
  const { permit } = await claimed(1);
  await expect(permit()).rejects.toThrow('not approved by enough people');
});

it('leaves the minimum balance, also one that was set a moment ago', async () => {
  const { permit, connectedAccountId } = await claimed();
  const keep = (minor: number) =>
    world.sql`update connected_accounts set minimum_balances = ${world.sql.json({ usd: minor })} where connected_account_id = ${connectedAccountId}`;
  await keep(1);
  await expect(permit()).rejects.toThrow('would take the minimum balance');
  await keep(0);
  await permit();
});
