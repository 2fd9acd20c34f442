import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { insertProof } from '../../approvals/step-up/test-proof.fixture.ts';
import { recordAudit } from '../../audit/record-audit.ts';
import { now } from '../../clock.ts';
import { jobContext, type Context } from '../../context.ts';
import { inTransaction } from '../../db/transaction.ts';
import { checkInvariants } from '../../ledger/check-invariants.ts';
import { sendBypassEnds } from '../bypasses/send-bypass-ends.ts';
import { fetchPayout } from '../fetch-payout.ts';
import { cancelPayoutRequest } from '../requests/cancel-payout-request.ts';
import { insertOperator, type TestRequest } from '../requests/test-request.fixture.ts';
import { dispatcher, startDispatchWorld, type DispatchWorld } from './dispatch-world.fixture.ts';
import { fetchDispatchReading } from './fetch-dispatch-reading.ts';
import { getForgottenPayout } from './forgotten-payout-queries.ts';
import { lockDispatch } from './lock-dispatch.ts';
import { recogniseAsShown } from './recognise-as-shown.ts';
import { recogniseLeaf } from './recognise-leaf.ts';
import { recognisePayout } from './recognise-payout.ts';
import { sendPayout } from './send-payout.ts';
import { DISPATCH_TIMING } from './timing.ts';

/* People say whose a payout is that a database which was put back has forgotten: its request's, written down once, and nothing is called. */

let world: DispatchWorld;
let vera: Context;
const events = jobContext('process-stripe-events');
const run = {
  ctx: dispatcher,
  workerName: 'a test',
  timing: { ...DISPATCH_TIMING, retryMs: 0 },
  onStep: () => undefined,
};

const as = (operatorId: string): Context => ({
  actor: { kind: 'operator', operatorId, name: 'Vera', role: 'finance_operator' },
  requestId: 'test',
  now: now(),
});

beforeAll(async () => {
  world = await startDispatchWorld();
  vera = as(await insertOperator(world.sql, 'finance_operator'));
});
afterEach(async () => {
  await world.sql`update dispatch_control set read_whole_at = clock_timestamp() where locked_at is not null`;
  await world.sql`update dispatch_control set locked_at = null, locked_because = null`;
});
afterAll(() => world.stop());

type Lost = { request: TestRequest; payoutId: string };

/** Sent, forgotten with its attempt, seen under the lock, and held by the reading of Stripe's lists. */
async function lost(overrides?: Parameters<DispatchWorld['approved']>[0]): Promise<Lost> {
  const request = await world.approved(overrides);
  const answer = await world.call(request);
  if (answer.kind !== 'accepted') throw new Error('It was to be accepted');
  const { payoutId } = answer.payout;
  await lockDispatch(dispatcher, { because: 'A backup was put back.' });
  await fetchPayout(events, request.connectedAccountId, payoutId);
  await sendBypassEnds(jobContext('end-bypasses'));
  await fetchDispatchReading({ ...run, timing: { ...run.timing, callMs: 0, settleMs: 0 } });
  return { request, payoutId };
}

async function recognised(
  { request: { payoutRequestId }, payoutId }: Lost,
  { by = vera, of = payoutId }: { by?: Context; of?: string } = {},
): Promise<void> {
  const root = recogniseLeaf({ payoutRequestId, payoutId: of });
  const stepUpProofId = await insertProof(world.sql, by, { purpose: 'payouts.recognise', root });
  await recognisePayout(by, { payoutRequestId, payoutId, stepUpProofId });
}

const openOf = async ({ request: { payoutRequestId }, payoutId }: Lost): Promise<string[]> => {
  const rows = await world.sql<{ what: string }[]>`
    select 'hold ' || state as what from holds where payout_request_id = ${payoutRequestId}
    union all select 'alarm ' || kind from alarms where subject = ${payoutId} and closed_at is null
    union all select 'money ' || purpose from booked_sources where source_id like ${`${payoutRequestId}/%`}
    order by what`;
  return rows.map(({ what }) => what);
};

/** Around the verbs and their guards, by whoever owns the tables. */
const around = (statement: string) =>
  world.sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx.unsafe(statement);
  });

describe('a payout that people say is its request’s', () => {
  it('is written down as sent: attempt, books, hold, alarm and record; what comes back later opens the request', async () => {
    const it = await lost();
    const { request, payoutId } = it;
    expect(await openOf(it)).toEqual(['alarm payout_bypassed', 'hold open']);
    expect(await getForgottenPayout(vera, request.payoutRequestId)).toMatchObject({
      payoutId,
      status: 'pending',
      stands: 'may_be_recognised',
    });
    await recognised(it);
    expect(await world.statesOf(request)).toEqual(['sent', 'accepted']);
    expect(await openOf(it)).toEqual(['hold released', 'money released']);
    expect(await getForgottenPayout(vera, request.payoutRequestId)).toBeNull();
    const reports = await checkInvariants(jobContext('check-invariants'), { from: null });
    expect(inspect(reports, { depth: null, maxArrayLength: null })).not.toContain(request.payoutRequestId);
    expect(world.payoutsAtStripe(request)).toHaveLength(1);

    world.stripe.simulator.failPayout(payoutId, 'account_closed');
    await fetchPayout(events, request.connectedAccountId, payoutId);
    expect(await world.statesOf(request)).toEqual(['returned', 'returned']);
  });

  it('is so once, whoever says it how often at once', async () => {
    const it = await lost();
    const all = await Promise.allSettled([recognised(it), recognised(it), recognised(it), recognised(it)]);
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await world.statesOf(it.request)).toEqual(['sent', 'accepted']);
  });

  it('leaves its key to nobody: the next attempt of its request has another', async () => {
    const it = await lost();
    await recognised(it);
    const [row] = await world.sql<{ key: string; called: boolean }[]>`
      select idempotency_key as key, first_called_at is not null as called from payout_attempts where payout_id = ${it.payoutId}`;
    expect(row).toEqual({ key: `${it.request.payoutRequestId}/1`, called: true });
  });

  it('is read once more before it is written down: what has come back meanwhile is not', async () => {
    const it = await lost();
    const { payoutRequestId } = it.request;
    world.stripe.simulator.failPayout(it.payoutId, 'account_closed');
    const confirmation = { way: 'code', code: '000000' } as never; // never looked at
    await expect(
      recogniseAsShown(vera, { payoutRequestId, payoutId: it.payoutId, confirmation }),
    ).rejects.toThrow('This has changed since it was shown to you');
    expect(await world.statesOf(it.request)).toEqual(['approved']);
  });
});

describe('whoever comes second is told who decided, and when', () => {
  const confirmation = { way: 'code', code: '000000' } as never; // never looked at
  const again = ({ request: { payoutRequestId }, payoutId }: Lost) =>
    recogniseAsShown(vera, { payoutRequestId, payoutId, confirmation });

  const told = (what: string) =>
    new RegExp(`^.+ has ${what}, at [-0-9]{10} [:0-9]{8} UTC\\. You changed nothing\\.$`);

  it('after the request was cancelled', async () => {
    const it = await lost();
    const { payoutRequestId } = it.request;
    const [row] = await world.sql<{ version: number }[]>`
      select version from payout_requests where payout_request_id = ${payoutRequestId}`;
    await cancelPayoutRequest(vera, {
      payoutRequestId,
      seenVersion: row?.version ?? 0,
      reason: 'That payout stays.',
      stays: it.payoutId,
    });
    await expect(again(it)).rejects.toThrow(told('cancelled this request'));
    await expect(recognised(it)).rejects.toThrow(told('cancelled this request'));
  });

  it('after the request was rejected', async () => {
    const it = await lost();
    const { payoutRequestId } = it.request;
    await around(
      `update payout_requests set state = 'rejected', is_reserved = false where payout_request_id = '${payoutRequestId}'`,
    );
    await inTransaction((tx) =>
      recordAudit(tx, vera, { action: 'payout_request.reject', subject: payoutRequestId }),
    );
    await expect(again(it)).rejects.toThrow(told('rejected this request'));
    await expect(recognised(it)).rejects.toThrow(told('rejected this request'));
  });

  it('after it was written down', async () => {
    const it = await lost();
    await recognised(it);
    await expect(again(it)).rejects.toThrow('has written it down as what was sent for this request, at');
    await expect(recognised(it)).rejects.toThrow('has written it down');
  });
});

describe('nobody says so', () => {
  const REFUSALS: [string, () => Promise<[Lost, Parameters<typeof recognised>[1]?]>, string][] = [
    [
      'of what they asked for themselves',
      async () => {
        const asker = await insertOperator(world.sql, 'finance_operator');
        return [await lost({ requestedBy: asker }), { by: as(asker) }];
      },
      'You asked for this payout yourself',
    ],
    [
      'before as many people as a call needs have approved it',
      async () => {
        const it = await lost();
        await around(`update payout_approvals set state = 'void', voided_at = now(), voided_because = 'x'
          where payout_request_id = '${it.request.payoutRequestId}'`);
        return [it];
      },
      'It has not been approved by enough people',
    ],
    [
      'of a payout that no incident says it of',
      async () => {
        const it = await lost();
        const other = await lost();
        return [{ request: it.request, payoutId: other.payoutId }];
      },
      'No incident says that Stripe has a payout for exactly this request',
    ],
    [
      'of a request that asks for something else by now',
      async () => {
        const it = await lost();
        await around(`update payouts set amount = amount - 1 where payout_id = '${it.payoutId}'`);
        return [it];
      },
      'No incident says that Stripe has a payout for exactly this request',
    ],
    [
      'while something else holds the request',
      async () => {
        const it = await lost();
        await around(
          `update holds set source = 'risk' where payout_request_id = '${it.request.payoutRequestId}'`,
        );
        return [it];
      },
      'This payout itself is held',
    ],
    [
      'while the policy’s wait of it runs',
      async () => {
        const it = await lost();
        await around(
          `update payout_requests set waits_until = '2099-01-02T03:04Z' where payout_request_id = '${it.request.payoutRequestId}'`,
        );
        return [it];
      },
      'The policy lets it wait until 2099-01-02 03:04 UTC',
    ],
    [
      'by a proof for another payout',
      async () => [await lost(), { of: 'po_other' }],
      'What you confirmed is not this',
    ],
    [
      'while the books do not have what it took from the balance',
      async () => {
        const it = await lost();
        await around(
          `update payouts set balance_transaction_id = 'txn_other' where payout_id = '${it.payoutId}'`,
        );
        return [it];
      },
      'does not say yet what',
    ],
  ];

  it.each(REFUSALS)('%s', async (_, make, message) => {
    const [it, how] = await make();
    await expect(recognised(it, how)).rejects.toThrow(message);
    expect(await world.statesOf(it.request)).toEqual(['approved']);
    expect(await openOf(it)).not.toContain('money released');
  });
});

describe('the database itself refuses the program', () => {
  /** The very rows that the verb writes, by the program's role; `but` is what differs. */
  async function written(it: Lost, but: { by?: string; proof?: string; hash?: string } = {}): Promise<void> {
    const { payoutRequestId, connectedAccountId, payloadHash } = it.request;
    const by = but.by ?? (vera.actor as { operatorId: string }).operatorId;
    const leaf = recogniseLeaf({ payoutRequestId, payoutId: it.payoutId });
    const proofId = await insertProof(world.sql, as(by), {
      purpose: 'payouts.recognise',
      root: but.proof ?? leaf,
    });
    await world.sql.begin(async (tx) => {
      await tx`set local role sluice_app`;
      await tx`insert into step_up_uses (step_up_proof_id, leaf) values (${proofId}, ${but.proof ?? leaf})`;
      await tx`update payout_requests set attempt_count = attempt_count + 1 where payout_request_id = ${payoutRequestId}`;
      await tx`insert into payout_attempts (payout_attempt_id, payout_request_id, connected_account_id, attempt_number, idempotency_key,
          payload_hash, state, claimed_by, claimed_until, payout_id, ended_at)
        select ${`pat_${payoutRequestId}`}, ${payoutRequestId}, ${connectedAccountId}, attempt_count, ${`${payoutRequestId}/1`},
          ${but.hash ?? payloadHash}, 'accepted', ${by}, now(), ${it.payoutId}, now()
        from payout_requests where payout_request_id = ${payoutRequestId}`;
    });
  }

  const TRIES: [string, (it: Lost) => Promise<Parameters<typeof written>[1]>][] = [
    ['without a proof for exactly this', () => Promise.resolve({ proof: 'f'.repeat(64) })],
    ['of another payload', () => Promise.resolve({ hash: 'f'.repeat(64) })],
    ['by who may not', async () => ({ by: await insertOperator(world.sql, 'risk_reviewer') })],
    [
      'with too few approvals',
      async ({ request }) => {
        await around(`update payout_approvals set state = 'void', voided_at = now(), voided_because = 'x'
          where payout_request_id = '${request.payoutRequestId}'`);
        return {};
      },
    ],
    [
      'without an incident',
      async ({ payoutId }) => {
        await around(`update bypasses set payout_request_id = null where subject = '${payoutId}'`);
        return {};
      },
    ],
    [
      'of a payout that has come back',
      async ({ payoutId }) => {
        await around(`update payouts set status = 'canceled' where payout_id = '${payoutId}'`);
        return {};
      },
    ],
    [
      'of a request that people have not decided',
      async ({ request }) => {
        await around(
          `update payout_requests set state = 'refused' where payout_request_id = '${request.payoutRequestId}'`,
        );
        return {};
      },
    ],
  ];

  it.each(TRIES)('%s', async (_, make) => {
    const it = await lost();
    await expect(written(it, await make(it))).rejects.toThrow(
      'is not written down as the one of payout request',
    );
  });

  it('by whoever asked for it', async () => {
    const asker = await insertOperator(world.sql, 'finance_operator');
    const it = await lost({ requestedBy: asker });
    await expect(written(it, { by: asker })).rejects.toThrow(
      'is not written down as the one of payout request',
    );
  });

  it('and lets the very same rows through where all is so', async () => {
    const it = await lost();
    await written(it);
    expect(await world.statesOf(it.request)).toEqual(['approved', 'accepted']);
  });
});

it('a request whose payout nobody wrote down sends nothing, also when its hold and the lock are over', async () => {
  const it = await lost();
  await around(`delete from holds where payout_request_id = '${it.request.payoutRequestId}'`);
  await world.sql`update dispatch_control set locked_at = null, locked_because = null`;
  await sendPayout(run, it.request);
  expect(world.payoutsAtStripe(it.request)).toHaveLength(1);
});
