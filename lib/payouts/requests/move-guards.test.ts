import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPayoutWorld, type PayoutWorld } from './payout-world.fixture.ts';
import { insertApproval, insertPayoutRequest } from './test-request.fixture.ts';

/*
 * What the database asks of a request's moves when the program's own role writes them past the verbs: each move needs what makes it true.
 * That the verbs' own moves pass is tried where the verbs are, as the program.
 */

let world: PayoutWorld;
beforeAll(async () => {
  world = await openPayoutWorld();
});
afterAll(() => world.close());

const asProgram = (...statements: string[]) =>
  world.sql.begin(async (tx) => {
    await tx`set local role sluice_app`;
    for (const statement of statements) await tx.unsafe(statement);
  });

let made = 0;
/** A request of an account of its own. */
async function request(overrides: Parameters<typeof insertPayoutRequest>[1] = {}) {
  made += 1;
  const name = `Move${String(made)}`;
  return insertPayoutRequest(world.sql, {
    connectedAccountId: `acct_1${name}`,
    destinationId: `ba_${name}`,
    destinationFingerprint: `fp_${name}`,
    ...overrides,
  });
}

type Made = Awaited<ReturnType<typeof request>>;

const move = ({ payoutRequestId }: Pick<Made, 'payoutRequestId'>, state: string, sets = '') =>
  `update payout_requests set state = '${state}'${sets} where payout_request_id = '${payoutRequestId}'`;

const attempt = (
  { payoutRequestId, connectedAccountId, payloadHash }: Made,
  state: string,
  number = 1,
) => `insert into payout_attempts (payout_attempt_id, payout_request_id, connected_account_id, attempt_number, idempotency_key, payload_hash,
    state, claimed_by, claimed_until, absent_since, payout_id)
  values ('pat_${payoutRequestId}_${String(number)}', '${payoutRequestId}', '${connectedAccountId}', ${String(number)},
    '${payoutRequestId}/${String(number)}', '${payloadHash}', '${state}', 'a test', now() + interval '1 hour',
    ${state === 'absent' ? 'now()' : 'null'}, ${state === 'accepted' ? `'po_${payoutRequestId}'` : 'null'})`;

/** Where the request and its attempts stand, as if they had come there. */
async function stands(made: Made, state: string, ...attempts: string[]): Promise<Made> {
  const payout = ['sent', 'settled'].includes(state);
  await world.tamper(
    `update payout_requests set state = '${state}', attempt_count = ${String(attempts.length)}, is_reserved = ${String(!payout)},
       payout_id = ${payout ? `'po_${made.payoutRequestId}'` : 'null'} where payout_request_id = '${made.payoutRequestId}';
     ${attempts.map((of, position) => attempt(made, of, position + 1)).join(';')}`,
  );
  return made;
}

describe('approved', () => {
  it('takes as many approvals that stand as the request needs', async () => {
    const made = await request({ approvals: 0 });
    await expect(asProgram(move(made, 'approved'))).rejects.toThrow('is not approved yet');
    await insertApproval(world.sql, made);
    await expect(asProgram(move(made, 'approved'))).rejects.toThrow('is not approved yet');
    await insertApproval(world.sql, made);
    await asProgram(move(made, 'approved'));
  });

  it('takes somebody of the role that the policy names, and nobody where it needs nobody', async () => {
    const made = await request({ approvals: 2 });
    await world.tamper(
      `update payout_requests set approver_role = 'administrator' where payout_request_id = '${made.payoutRequestId}'`,
    );
    await expect(asProgram(move(made, 'approved'))).rejects.toThrow('is not approved yet');
    await asProgram(move(await request({ route: 'automatic' }), 'approved'));
  });

  it('takes approvals since it was opened again', async () => {
    const made = await request({ approvals: 2 });
    await world.tamper(`update payout_requests set version = 2, reopened_by_operator_id = 'opr_noor', reopened_version = 2
      where payout_request_id = '${made.payoutRequestId}'`);
    await expect(asProgram(move(made, 'approved'))).rejects.toThrow('is not approved yet');
  });

  it('again after a claim takes an attempt that was given up', async () => {
    const calling = await stands(await request(), 'dispatching', 'abandoned', 'claimed');
    await expect(asProgram(move(calling, 'approved'))).rejects.toThrow('is not approved yet');
    await asProgram(move(await stands(await request(), 'dispatching', 'abandoned'), 'approved'));
  });
});

describe('dispatching', () => {
  const WITHOUT = 'is dispatching with an attempt';
  const claim = (made: Made, count: number) =>
    move(made, 'dispatching', `, attempt_count = ${String(count)}`);

  it('takes the attempt of this claim, in the same transaction', async () => {
    const made = await request({ state: 'approved' });
    await expect(asProgram(claim(made, 1))).rejects.toThrow(WITHOUT);
    await asProgram(claim(made, 1), attempt(made, 'claimed'));
  });

  it('is a new claim each time, so that an earlier attempt says nothing of it', async () => {
    const made = await request({ state: 'approved' });
    await stands(made, 'approved', 'refused');
    await expect(asProgram(move(made, 'dispatching'))).rejects.toThrow('is not dispatching yet');
    await expect(asProgram(move(made, 'dispatching'), move(made, 'refused'))).rejects.toThrow(
      'is not dispatching yet',
    );
    await expect(asProgram(claim(made, 2), move(made, 'refused'))).rejects.toThrow('is not refused yet');
    await expect(asProgram(claim(made, 2))).rejects.toThrow(WITHOUT);
    await asProgram(claim(made, 2), attempt(made, 'claimed', 2));
  });

  it('is not made true by the attempt of another claim, or by one that was given up', async () => {
    const made = await stands(await request({ state: 'approved' }), 'approved', 'claimed');
    await expect(asProgram(claim(made, 2))).rejects.toThrow(WITHOUT);
    const other = await request({ state: 'approved' });
    await expect(
      asProgram(
        claim(other, 1),
        attempt(other, 'claimed'),
        `update payout_attempts set state = 'abandoned' where payout_request_id = '${other.payoutRequestId}'`,
      ),
    ).rejects.toThrow(WITHOUT);
  });

  it('again after an unknown outcome takes the same attempt, called again', async () => {
    const made = await stands(await request({ state: 'approved' }), 'unknown', 'unknown');
    await expect(asProgram(move(made, 'dispatching'))).rejects.toThrow(WITHOUT);
    await expect(asProgram(claim(made, 2), attempt(made, 'claimed', 2))).rejects.toThrow(
      'is not dispatching yet',
    );
    await asProgram(
      move(made, 'dispatching'),
      `update payout_attempts set state = 'calling', call_until = clock_timestamp() + interval '30 seconds',
         epoch = (select epoch from dispatch_control) where payout_request_id = '${made.payoutRequestId}'`,
    );
  });
});

describe.each(['unknown', 'refused'])('%s', (outcome) => {
  it.each(['claimed', 'calling', outcome === 'unknown' ? 'refused' : 'unknown', 'abandoned', 'none'])(
    'is not the outcome of an attempt that is %s',
    async (state) => {
      const made = await stands(await request(), 'dispatching', ...(state === 'none' ? [] : ['claimed']));
      await world.tamper(`update payout_attempts set state = '${state}', epoch = 1, call_until = now()
        where payout_request_id = '${made.payoutRequestId}'`);
      await expect(asProgram(move(made, outcome))).rejects.toThrow(`is not ${outcome} yet`);
    },
  );

  it('is the outcome of an attempt that says so', async () => {
    await asProgram(move(await stands(await request(), 'dispatching', 'abandoned', outcome), outcome));
  });
});

it('what is unknown is not refused before its attempt is', async () => {
  const made = await stands(await request(), 'unknown', 'unknown');
  await expect(asProgram(move(made, 'refused'))).rejects.toThrow('is not refused yet');
  await asProgram(move(await stands(await request(), 'unknown', 'refused'), 'refused'));
});

it('nothing is sent by an attempt that has no payout', async () => {
  const made = await stands(await request(), 'unknown', 'unknown');
  await expect(
    asProgram(move(made, 'sent', `, is_reserved = false, payout_id = 'po_${made.payoutRequestId}'`)),
  ).rejects.toThrow('made payout');
});

describe('settled', () => {
  const mirror = ({ payoutRequestId, connectedAccountId }: Made, sets: string) =>
    world.tamper(`insert into payouts (payout_id, connected_account_id, livemode, occurred_at, amount, currency, status, method, is_automatic, arrives_on,
        metadata, read_at)
      values ('po_${payoutRequestId}', '${connectedAccountId}', false, now(), 12500, 'usd', 'paid', 'standard', false, now(), '{}', now());
      update payouts set ${sets} where payout_id = 'po_${payoutRequestId}'`);

  it.each([
    ['the mirror does not know', null],
    ['is paid, and final only in some days', 'settlement_posted_at = null'],
    ['came back', "status = 'failed', settlement_posted_at = now()"],
    ['is another account’s', "connected_account_id = 'acct_1Another', settlement_posted_at = now()"],
  ])('takes another payout than one that %s', async (_what, sets) => {
    const made = await stands(await request(), 'sent', 'accepted');
    if (sets !== null) await mirror(made, sets);
    await expect(asProgram(move(made, 'settled'))).rejects.toThrow('is not settled yet');
  });

  it('takes a payout that is final', async () => {
    const made = await stands(await request(), 'sent', 'accepted');
    await mirror(made, 'settlement_posted_at = now()');
    await asProgram(move(made, 'settled'));
  });
});
