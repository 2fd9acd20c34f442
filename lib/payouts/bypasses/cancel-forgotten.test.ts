import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { insertProof } from '../../approvals/step-up/test-proof.fixture.ts';
import { now } from '../../clock.ts';
import { jobContext, type Context } from '../../context.ts';
import { dispatcher, startDispatchWorld, type DispatchWorld } from '../dispatch/dispatch-world.fixture.ts';
import { getForgottenPayout } from '../dispatch/forgotten-payout-queries.ts';
import { lockDispatch } from '../dispatch/lock-dispatch.ts';
import { recogniseAsShown } from '../dispatch/recognise-as-shown.ts';
import { recogniseLeaf } from '../dispatch/recognise-leaf.ts';
import { recognisePayout } from '../dispatch/recognise-payout.ts';
import type { ForgottenPayout } from '../dispatch/types.ts';
import { fetchPayout } from '../fetch-payout.ts';
import { insertOperator, type TestRequest } from '../requests/test-request.fixture.ts';
import { askForgottenCancel } from './ask-forgotten-cancel.ts';
import { askForgottenCancelAsShown } from './ask-forgotten-cancel-as-shown.ts';
import { endBypass } from './end-bypass.ts';
import { forgottenCancelLeaf } from './forgotten-cancel-leaf.ts';
import { sendBypassEnds } from './send-bypass-ends.ts';
import { undoAgain } from './undo-again.ts';

/* People have a payout cancelled that a database which was put back has forgotten: Stripe's own list says what became of it. */

let world: DispatchWorld;
let vera: Context;
const worker = jobContext('end-bypasses');

const as = (operatorId: string): Context => ({
  actor: { kind: 'operator', operatorId, name: 'Vera', role: 'finance_operator' },
  requestId: 'test',
  now: now(),
});
const idOf = (ctx: Context): string => (ctx.actor as { operatorId: string }).operatorId;

beforeAll(async () => {
  world = await startDispatchWorld();
  vera = as(await insertOperator(world.sql, 'finance_operator'));
});
afterEach(async () => {
  await world.sql`update dispatch_control set read_whole_at = clock_timestamp() where locked_at is not null`;
  await world.sql`update dispatch_control set locked_at = null, locked_because = null`;
});
afterAll(() => world.stop());

type Lost = { request: TestRequest; payoutRequestId: string; payoutId: string };

/** Sent, forgotten with its attempt, seen under the lock, and left to people. */
async function lost({ isLookedAt = true } = {}): Promise<Lost> {
  const request = await world.approved();
  const answer = await world.call(request);
  if (answer.kind !== 'accepted') throw new Error('It was to be accepted');
  const { payoutId } = answer.payout;
  await lockDispatch(dispatcher, { because: 'A backup was put back.' });
  await fetchPayout(jobContext('process-stripe-events'), request.connectedAccountId, payoutId);
  if (isLookedAt) await sendBypassEnds(worker);
  return { request, payoutRequestId: request.payoutRequestId, payoutId };
}

async function asked(it: Lost, { by = vera, of = it.payoutId } = {}): Promise<void> {
  const { payoutRequestId, payoutId } = it;
  const root = forgottenCancelLeaf({ payoutRequestId, payoutId: of });
  const stepUpProofId = await insertProof(world.sql, by, { purpose: 'payouts.cancel_forgotten', root });
  await askForgottenCancel(by, { payoutRequestId, payoutId, reason: 'It was not meant.', stepUpProofId });
}

async function recognised({ payoutRequestId, payoutId }: Lost): Promise<void> {
  const root = recogniseLeaf({ payoutRequestId, payoutId });
  const stepUpProofId = await insertProof(world.sql, vera, { purpose: 'payouts.recognise', root });
  await recognisePayout(vera, { payoutRequestId, payoutId, stepUpProofId });
}

const atStripe = ({ request }: Lost): (string | undefined)[] =>
  world.payoutsAtStripe(request).map(({ status }) => status);

async function shown({ payoutRequestId }: Lost): Promise<ForgottenPayout> {
  const forgotten = await getForgottenPayout(vera, payoutRequestId);
  if (forgotten === null) throw new Error('It was to be shown');
  return forgotten;
}

/** Around the verbs and their guards, by whoever owns the tables. */
const around = (statement: string) =>
  world.sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx.unsafe(statement);
  });

async function bypassOf({ payoutId }: Lost): Promise<{ bypassId: bigint; cancelAsks: number }> {
  const [row] = await world.sql<{ id: string; asks: number }[]>`
    select bypass_id as id, cancel_asks as asks from bypasses where subject = ${payoutId}`;
  return { bypassId: BigInt(row?.id ?? 0), cancelAsks: row?.asks ?? 0 };
}

const stripeAnswers = (it: Lost, fault: Parameters<typeof world.stripe.simulator.faults.add>[0]['fault']) => {
  world.stripe.simulator.faults.add({
    match: {
      method: 'POST',
      path: `/v1/payouts/${it.payoutId}/cancel`,
      account: it.request.connectedAccountId,
    },
    fault,
    times: 1,
  });
};

describe('a forgotten payout that people have cancelled', () => {
  it('is cancelled at Stripe by the worker, once, and says who had it so; its request stays theirs to decide', async () => {
    const it = await lost();
    expect(await shown(it)).toMatchObject({
      stands: 'may_be_recognised',
      cancel: { isPossible: true, asked: null },
    });
    await asked(it);
    expect(atStripe(it), 'nothing is called by who asks').toEqual(['pending']);
    expect(await shown(it)).toMatchObject({
      stands: 'is_being_cancelled',
      cancel: { isPossible: false, asked: { reason: 'It was not meant.', because: null } },
    });
    await sendBypassEnds(worker);
    expect(atStripe(it)).toEqual(['canceled']);
    expect(await shown(it)).toMatchObject({ stands: 'is_cancelled', cancel: { isPossible: false } });
    expect(await world.statesOf(it.request)).toEqual(['approved']);
    const [alarm] = await world.sql`select text from alarms where subject = ${it.payoutId}`;
    expect(alarm?.['text']).toContain('Undone: The payout is cancelled');
    await expect(recognised(it)).rejects.toThrow(
      /^.+ has had it cancelled at Stripe, at .+ UTC\. You changed nothing/,
    );
    const { payoutRequestId, payoutId } = it;
    const confirmation = { code: '', challengeId: '', assertion: '' }; // never looked at
    await expect(recogniseAsShown(vera, { payoutRequestId, payoutId, confirmation })).rejects.toThrow(
      'has had it cancelled at Stripe, at',
    );
  });

  it('is asked for until Stripe answers, however often it is away, and nobody decides otherwise meanwhile', async () => {
    const it = await lost();
    await asked(it);
    // More often than a program tries by itself.
    for (let tries = 0; tries < 7; tries += 1)
      await endBypass(worker, {
        ...(await bypassOf(it)),
        undone: null,
        notUndone: 'Stripe is away.',
        isAway: true,
      });
    const told = await shown(it);
    expect(told.stands).toBe('is_being_cancelled');
    expect(told.cancel.asked?.because).toBe('Stripe is away.');
    await expect(recognised(it)).rejects.toThrow('to have it cancelled at Stripe');
    await sendBypassEnds(worker);
    expect(atStripe(it)).toEqual(['canceled']);
  });

  it('whose answer was lost is read back: cancelled is cancelled', async () => {
    const it = await lost();
    await asked(it);
    stripeAnswers(it, { kind: 'reset_after' });
    await sendBypassEnds(worker);
    await expect.poll(async () => (await shown(it)).stands).toBe('is_cancelled');
    expect(atStripe(it)).toEqual(['canceled']);
  });

  it('that Stripe does not cancel stands with Stripe’s words, and people decide anew', async () => {
    const it = await lost();
    await asked(it);
    stripeAnswers(it, {
      kind: 'error',
      status: 400,
      type: 'invalid_request_error',
      message: 'Too late.',
    });
    await sendBypassEnds(worker);
    await undoAgain(worker);
    expect(atStripe(it)).toEqual(['pending']);
    const told = await shown(it);
    expect(told).toMatchObject({ stands: 'may_be_recognised', cancel: { isPossible: true } });
    expect(told.cancel.asked?.because).toContain('Stripe says: Too late.');
    await asked(it);
    await sendBypassEnds(worker);
    expect(atStripe(it)).toEqual(['canceled']);
  });

  it('that has been sent on meanwhile is its request’s to be still', async () => {
    const it = await lost();
    await asked(it);
    world.stripe.simulator.putInTransit(it.payoutId);
    await sendBypassEnds(worker);
    await fetchPayout(worker, it.request.connectedAccountId, it.payoutId);
    expect((await shown(it)).cancel).toMatchObject({ isPossible: false });
    expect((await shown(it)).cancel.asked?.because).toContain('on its way to the bank');
    await recognised(it);
    expect(await world.statesOf(it.request)).toEqual(['sent', 'accepted']);
  });

  it('is not ended by a worker that had read it before people asked', async () => {
    const it = await lost();
    await asked(it);
    await endBypass(worker, {
      ...(await bypassOf(it)),
      cancelAsks: 0,
      undone: null,
      notUndone: 'People decide.',
      isAway: false,
    });
    expect((await shown(it)).stands).toBe('is_being_cancelled');
  });
});

describe('of the two decisions one is taken', () => {
  it.each([1, 2, 3, 4])('pressed at the same moment, time %i', async () => {
    const it = await lost();
    const both = await Promise.allSettled([recognised(it), asked(it)]);
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await sendBypassEnds(worker);
    const isRecognised = both[0].status === 'fulfilled';
    expect(atStripe(it)).toEqual([isRecognised ? 'pending' : 'canceled']);
    expect(await world.statesOf(it.request)).toEqual(isRecognised ? ['sent', 'accepted'] : ['approved']);
  });

  it('pressed by two people who both have it cancelled, it is asked for once, and the loser reads who was first', async () => {
    const it = await lost();
    const noor = as(await insertOperator(world.sql, 'finance_operator'));
    const both = await Promise.allSettled([asked(it), asked(it, { by: noor })]);
    const refused = both.filter((one) => one.status === 'rejected').map(({ reason }) => String(reason));
    expect(refused).toHaveLength(1);
    expect(refused[0]).toContain('to have it cancelled at Stripe, and Stripe has not answered yet');
    const [row] = await world.sql`select cancel_asks from bypasses where subject = ${it.payoutId}`;
    expect(row).toEqual({ cancel_asks: 1 });
  });

  // Never looked at: whoever comes with the other is told before they prove anything.
  const confirmation = { code: '', challengeId: '', assertion: '' };

  it('whoever would write down what is being cancelled reads that', async () => {
    const it = await lost();
    const { payoutRequestId, payoutId } = it;
    await asked(it);
    await expect(recogniseAsShown(vera, { payoutRequestId, payoutId, confirmation })).rejects.toThrow(
      'to have it cancelled at Stripe, and Stripe has not answered yet',
    );
  });

  it('whoever would cancel what is written down reads that, and it stays', async () => {
    const it = await lost();
    const { payoutRequestId, payoutId } = it;
    await recognised(it);
    const told = 'has written it down as what was sent for this request';
    const reason = 'It was not meant.';
    await expect(
      askForgottenCancelAsShown(vera, { payoutRequestId, payoutId, reason, confirmation }),
    ).rejects.toThrow(told);
    await expect(asked(it)).rejects.toThrow(told);
    await sendBypassEnds(worker);
    expect(atStripe(it)).toEqual(['pending']);
  });
});

describe('nobody has it cancelled', () => {
  const REFUSALS: [string, () => Promise<[Lost, Parameters<typeof asked>[1]?]>, string][] = [
    ['by a proof for another payout', async () => [await lost(), { of: 'po_other' }], 'is not this'],
    [
      'of a payout that is another request’s',
      async () => {
        const it = await lost();
        return [{ ...it, payoutId: (await lost()).payoutId }];
      },
      'No incident says',
    ],
    ['while a worker looks at it', async () => [await lost({ isLookedAt: false })], 'A worker looks at it'],
    [
      'once it is on its way',
      async () => {
        const it = await lost();
        await around(`update payouts set status = 'in_transit' where payout_id = '${it.payoutId}'`);
        return [it];
      },
      'only while it is pending',
    ],
  ];
  it.each(REFUSALS)('%s', async (_, make, message) => {
    const [it, how] = await make();
    await expect(asked(it, how)).rejects.toThrow(message);
    expect(atStripe(it)).toEqual(['pending']);
  });
});

describe('the database itself refuses the program', () => {
  /** The very row that the verb writes, by the program's role; `but` is what differs. */
  async function written(
    { payoutRequestId, payoutId }: Lost,
    but: { by?: string; leaf?: string; set?: string } = {},
  ): Promise<void> {
    const by = but.by ?? idOf(vera);
    const leaf = but.leaf ?? forgottenCancelLeaf({ payoutRequestId, payoutId });
    const proofId = await insertProof(world.sql, as(by), { purpose: 'payouts.cancel_forgotten', root: leaf });
    await world.sql.begin(async (tx) => {
      await tx`set local role sluice_app`;
      await tx`insert into step_up_uses (step_up_proof_id, leaf) values (${proofId}, ${leaf})`;
      await tx.unsafe(`update bypasses set state = 'waiting', ended_at = null, tries = 0, undone = null, not_undone = null,
          cancel_asks = cancel_asks + 1, cancel_asked_by = '${by}', cancel_asked_at = clock_timestamp(), cancel_reason = 'x' ${but.set ?? ''}
        where subject = '${payoutId}'`);
    });
  }

  const TRIES: [string, (it: Lost) => Promise<Parameters<typeof written>[1]>][] = [
    ['without a proof for exactly this', () => Promise.resolve({ leaf: 'f'.repeat(64) })],
    ['by who may not', async () => ({ by: await insertOperator(world.sql, 'risk_reviewer') })],
    [
      'of what is written down as sent',
      async (it) => {
        await recognised(it);
        return {};
      },
    ],
    [
      'of what is on its way',
      async ({ payoutId }) => {
        await around(`update payouts set status = 'in_transit' where payout_id = '${payoutId}'`);
        return {};
      },
    ],
    [
      'while a worker looks at it',
      async ({ payoutId }) => {
        await around(`update bypasses set state = 'waiting', ended_at = null where subject = '${payoutId}'`);
        return {};
      },
    ],
  ];
  it.each(TRIES)('%s', async (_, make) => {
    const it = await lost();
    await expect(written(it, await make(it))).rejects.toThrow('is not to be cancelled by these words');
  });

  it('to take an end up again without asking for it, or to write down what is being cancelled', async () => {
    const it = await lost();
    await expect(
      world.sql.begin(async (tx) => {
        await tx`set local role sluice_app`;
        await tx`update bypasses set state = 'waiting', ended_at = null, not_undone = null where subject = ${it.payoutId}`;
      }),
    ).rejects.toThrow('and it ends once');
    const isSo = async () =>
      (
        await world.sql`select is_forgotten_payout(${it.payoutId}, request) as so from payout_requests as request
          where payout_request_id = ${it.payoutRequestId}`
      )[0]?.['so'] as boolean;
    expect(await isSo()).toBe(true);
    await written(it);
    expect(await isSo(), 'and the very same row is let through where all is so').toBe(false);
    await sendBypassEnds(worker);
    expect(atStripe(it)).toEqual(['canceled']);
  });
});
