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
  const asProgram = (...statements: string[]) =>
    world.sql.begin(async (tx) => {
      await tx`set local role sluice_app`;
      for (const statement of statements) await tx.unsafe(statement);
    });
  return {
    connectedAccountId,
    /** Whatever somebody writes into its attempt with the program's role. */
    write: (sets: string) =>
      asProgram(`update payout_attempts set ${sets} where payout_attempt_id = 'pat_${name}'`),
    /** One more attempt, with this moment set. */
    another: (moment: string, number = 2) =>
      asProgram(
        `update payout_requests set attempt_count = 2
          where payout_request_id = (select payout_request_id from payout_attempts where payout_attempt_id = 'pat_${name}')`,
        `insert into payout_attempts (payout_attempt_id, payout_request_id, connected_account_id, attempt_number, idempotency_key,
          payload_hash, state, claimed_by, claimed_until, ${moment})
        select 'pat_2${name}', payout_request_id, connected_account_id, ${String(number)}, 'k_${name}', payload_hash, 'claimed', 'x', now(), now()
        from payout_attempts where payout_attempt_id = 'pat_${name}'`,
      ),
    attempt: async () => {
      const [row] = await world.sql<{ until: Date; age: number; first: number }[]>`
        select call_until as until, extract(epoch from clock_timestamp() - last_called_at)::float8 as age,
          extract(epoch from last_called_at - first_called_at)::float8 as first
        from payout_attempts where payout_attempt_id = ${`pat_${name}`}`;
      if (row === undefined) throw new Error('it is there');
      return row;
    },
    permit: (epoch = 'epoch', until = "clock_timestamp() + interval '30 seconds'") =>
      asProgram(`update payout_attempts set state = 'calling', calls = 1, call_until = ${until},
        epoch = (select ${epoch} from dispatch_control) where payout_attempt_id = 'pat_${name}'`),
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

/** What would let a press find nothing under way, an absence be proven early, or an old key be used again. */
const OTHER_TIMES = [
  "call_until = clock_timestamp() - interval '1 second'",
  "call_until = call_until - interval '1 second'",
  "call_until = call_until + interval '1 second'",
  "first_called_at = first_called_at + interval '1 second'",
  "last_called_at = last_called_at - interval '1 hour'",
  'epoch = epoch + 1',
];
const AS_PERMITTED = 'is under way as long as its permit said';

it('is what a call’s times are written with, and nothing else', async () => {
  const { permit, write, attempt } = await claimed();
  await expect(permit('epoch', "clock_timestamp() - interval '1 second'")).rejects.toThrow(AS_PERMITTED);
  await permit();
  const { until } = await attempt();
  const inFlight = async () =>
    (await world.sql`select kill_switch_in_flight('everything', '', now())::int as count`)[0]?.[
      'count'
    ] as number;
  expect(await inFlight()).toBeGreaterThan(0);
  for (const times of OTHER_TIMES) await expect(write(times)).rejects.toThrow(/as its permit said|prolonged/);
  await write("state = 'unknown'");
  for (const times of [...OTHER_TIMES, 'call_until = null', 'first_called_at = null'])
    await expect(write(times)).rejects.toThrow(AS_PERMITTED);
  // Of a call again, too: it ends no sooner than the first one, which may be under way still, and begins now.
  await expect(write(`state = 'calling', ${OTHER_TIMES[1] ?? ''}`)).rejects.toThrow(AS_PERMITTED);
  await write(
    "state = 'calling', call_until = call_until + interval '1 second', first_called_at = null, last_called_at = null",
  );
  const again = await attempt();
  expect(again.until.getTime() - until.getTime()).toBe(1_000);
  expect(again.age).toBeLessThan(10);
  expect(again.first).toBeGreaterThan(0);
});

it('is the first moment of a call, also of an attempt that is written down', async () => {
  const { write, another } = await claimed();
  for (const times of [
    'first_called_at = now()',
    'last_called_at = now()',
    'call_until = now()',
    'epoch = 1',
  ])
    await expect(write(times)).rejects.toThrow(AS_PERMITTED);
  await expect(another('first_called_at')).rejects.toThrow(AS_PERMITTED);
  // One that says nothing of a call is refused for another reason alone: there is one already.
  await expect(another('ended_at')).rejects.toThrow('payout_attempts_one_live');
  // With a smaller number Stripe's list would not be read first, with a larger one no claim would have it.
  for (const number of [0, 1, 3])
    await expect(another('ended_at', number)).rejects.toThrow('is not of the last claim');
});
