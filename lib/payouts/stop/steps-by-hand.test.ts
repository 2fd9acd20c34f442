import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { jobContext } from '../../context.ts';
import { databaseClient } from '../../db/client.ts';
import { planKillSwitchSteps } from '../../kill-switch/plan-kill-switch-steps.ts';
import { recordKillSwitchStep } from '../../kill-switch/record-kill-switch-step.ts';
import type { StopWorld } from '../../kill-switch/stop-world.fixture.ts';
import { openStoppedAccounts, stepsOf, type AtStripe } from './stopped-accounts.fixture.ts';
import { stopAtStripeJob } from '../../jobs/handlers/stop-at-stripe.ts';
import { watchBypassesJob } from '../../jobs/handlers/watch-bypasses.ts';
import { askAgain } from './ask-again.ts';
import { fetchPayout } from '../fetch-payout.ts';
import { undoAgain } from '../bypasses/undo-again.ts';
import { noteLeftOpenAccounts } from './note-left-open-accounts.ts';
import { runKillSwitchSteps } from './run-kill-switch-steps.ts';

/* With the program's own role nobody says that a stop was done at Stripe which was not. */

let accounts: Awaited<ReturnType<typeof openStoppedAccounts>>;
let world: StopWorld;
let sql: StopWorld['sql'];
const job = jobContext('stop-payouts');
const PRESS = { scope: 'everything', reason: 'Strange payouts', cancelsPending: true } as const;

beforeAll(async () => {
  accounts = await openStoppedAccounts();
  ({ world } = accounts);
  ({ sql } = world);
});
afterAll(() => world.close());
beforeEach(() => accounts.clear());

async function planned(): Promise<{ record: AtStripe; killSwitchId: string }> {
  const record = await enrolled();
  const { killSwitchId } = await world.press(PRESS);
  await planKillSwitchSteps(job, { killSwitchId });
  return { record, killSwitchId };
}

async function enrolled(): Promise<AtStripe> {
  const record = await accounts.open();
  await sql`insert into payout_accounts (connected_account_id, enrolled_by) values (${record.id}, 'opr_Anna') on conflict do nothing`;
  return record;
}

const refused = { code: '23000' };

describe('a step that waits', () => {
  const set = (killSwitchId: string, step: string, assignments: string) =>
    databaseClient().unsafe(
      `update kill_switch_steps set ${assignments} where kill_switch_id = '${killSwitchId}' and step = '${step}'`,
    );

  it.each([
    ['lock', "tries = tries + 1, state = 'done', ended_at = now()"],
    ['cancel', "tries = tries + 1, state = 'done', ended_at = now()"],
    ['read_back', "tries = tries + 1, state = 'done', ended_at = now()"],
    ['lock', "tries = tries + 1, state = 'not_possible', because = 'x', ended_at = now()"],
    ['lock', "tries = tries + 1, state = 'not_needed', ended_at = now()"],
    ['lock', "tries = tries + 1, state = 'failed', because = 'x', ended_at = now()"],
    ['read_back', "tries = tries + 1, state = 'failed', ended_at = now()"],
    ['read_back', "tries = tries + 1, state = 'not_possible', ended_at = '2026-01-01'"],
    ['lock', 'tries = 5'],
    ['lock', 'tries = tries + 1, ended_at = now()'],
  ])('is not ended by hand: %s, %s', async (step, assignments) => {
    const { record, killSwitchId } = await planned();
    await expect(set(killSwitchId, step, assignments)).rejects.toMatchObject(refused);
    expect(await runKillSwitchSteps(job, { killSwitchId })).toBe(true);
    expect(accounts.intervalOf(record)).toBe('manual');
    // It has ended, and says what it said.
    for (const again of ["because = 'x'", "tries = tries + 1, because = 'x', ended_at = now()"])
      await expect(set(killSwitchId, step, again)).rejects.toMatchObject(refused);
  });

  it.each([
    ['not_needed', false],
    // That Stripe refused can be said by hand, on record; what is read back says otherwise.
    ['not_possible', true],
  ])('is called %s afterwards on record: %s', async (state, isLet) => {
    const { record, killSwitchId } = await planned();
    const said = databaseClient().begin(async (tx) => {
      await tx`update kill_switch_steps set tries = tries + 1, state = ${state}, because = 'x', ended_at = now()
        where kill_switch_id = ${killSwitchId} and connected_account_id = ${record.id} and step = 'lock'`;
      await tx`insert into audit_records (connected_account_id, actor_kind, actor_id, action, subject, outcome, after, request_id)
        values (${record.id}, 'job', 'stop-payouts', 'kill_switch.step', ${killSwitchId}, 'done',
          ${JSON.stringify({ step: 'lock', state, because: 'x' })}::text::jsonb, 'r')`;
    });
    if (!isLet) await expect(said).rejects.toMatchObject(refused);
    else {
      await said;
      await runKillSwitchSteps(job, { killSwitchId });
      expect((await stepsOf(sql, killSwitchId))(record, 'read_back')).toMatchObject({
        state: 'not_possible',
      });
    }
  });

  it('is read back only where Stripe told since that it pays nothing out by itself', async () => {
    const { record, killSwitchId } = await planned();
    const readBack = {
      killSwitchId,
      connectedAccountId: record.id,
      step: 'read_back',
      because: null,
    } as const;
    await recordKillSwitchStep(job, { ...readBack, outcome: 'done' });
    const steps = await stepsOf(sql, killSwitchId);
    expect(steps(record, 'read_back')).toMatchObject({
      state: 'waiting',
      because: 'Stripe has not told since that it pays nothing out by itself.',
    });
    accounts.setSchedule(record, 'manual');
    await accounts.see(record);
    // What Stripe told before the press is no answer to it.
    await sql.begin(async (tx) => {
      await tx`set local session_replication_role = replica`;
      await tx`update connected_accounts set read_at = now() - interval '1 hour' where connected_account_id = ${record.id}`;
    });
    await recordKillSwitchStep(job, { ...readBack, outcome: 'done' });
    expect((await stepsOf(sql, killSwitchId))(record, 'read_back')).toMatchObject({ state: 'waiting' });
    await accounts.see(record);
    await recordKillSwitchStep(job, { ...readBack, outcome: 'done' });
    expect((await stepsOf(sql, killSwitchId))(record, 'read_back')).toMatchObject({
      state: 'done',
      because: null,
    });
  });
});

describe('steps that somebody writes down before the press is planned', () => {
  type Step = readonly [step: string, state: string];
  const write = (killSwitchId: string, id: string, steps: readonly Step[]) =>
    databaseClient().unsafe(`
      insert into kill_switch_steps (kill_switch_id, connected_account_id, step, state, exposed, currency, ended_at)
      values ${steps
        .map(
          ([step, state]) =>
            `('${killSwitchId}', '${id}', '${step}', '${state}', 1, 'usd', ${state === 'waiting' ? 'null' : 'now()'})`,
        )
        .join()}`);

  it.each<{ steps: readonly Step[] }>([
    { steps: [['read_back', 'done']] },
    { steps: [['cancel', 'not_needed']] },
    {
      steps: [
        ['lock', 'done'],
        ['cancel', 'waiting'],
        ['read_back', 'waiting'],
      ],
    },
    {
      steps: [
        ['lock', 'not_needed'],
        ['cancel', 'waiting'],
        ['read_back', 'waiting'],
      ],
    },
    {
      steps: [
        ['lock', 'not_possible'],
        ['cancel', 'waiting'],
        ['read_back', 'waiting'],
      ],
    },
    {
      steps: [
        ['lock', 'waiting'],
        ['cancel', 'waiting'],
      ],
    },
    {
      steps: [
        ['lock', 'waiting'],
        ['read_back', 'waiting'],
      ],
    },
  ])('leave nothing out: $steps', async ({ steps }) => {
    const record = await enrolled();
    const { killSwitchId } = await world.press(PRESS);
    await expect(write(killSwitchId, record.id, steps)).rejects.toMatchObject(refused);
    expect(await runKillSwitchSteps(job, { killSwitchId })).toBe(true);
    expect(accounts.intervalOf(record)).toBe('manual');
  });

  it('hold up no press', async () => {
    const record = await enrolled();
    const { killSwitchId } = await world.press(PRESS);
    await write(killSwitchId, record.id, [
      ['read_back', 'waiting'],
      ['cancel', 'waiting'],
    ]);
    expect(await runKillSwitchSteps(job, { killSwitchId })).toBe(true);
    expect(accounts.intervalOf(record)).toBe('manual');
  });
});

describe('what was said with a record that was made up', () => {
  const said = (killSwitchId: string, record: AtStripe, step: string, state: string) =>
    databaseClient().begin(async (tx) => {
      await tx`update kill_switch_steps set tries = tries + 1, state = ${state}, because = 'Stripe says: no', ended_at = clock_timestamp()
        where kill_switch_id = ${killSwitchId} and connected_account_id = ${record.id} and step = ${step}`;
      await tx`insert into audit_records (connected_account_id, actor_kind, actor_id, action, subject, outcome, after, request_id)
        values (${record.id}, 'job', 'stop-payouts', 'kill_switch.step', ${killSwitchId}, 'done',
          ${JSON.stringify({ step, state, because: 'Stripe says: no' })}::text::jsonb, 'r')`;
    });
  const again = () =>
    sql`select before ->> 'state' as before, before ->> 'step' as step from audit_records
      where action = 'kill_switch.step_again' order by recorded_at desc limit 1`;

  it('of a lock is asked of Stripe once more: what was not so is done, and on record', async () => {
    const { record, killSwitchId } = await planned();
    await said(killSwitchId, record, 'lock', 'not_possible');
    expect(await runKillSwitchSteps(job, { killSwitchId })).toBe(true);
    expect(accounts.intervalOf(record)).toBe('daily');
    // Nothing else looks at it: a refusal is an answer.
    expect(await noteLeftOpenAccounts(job, { killSwitchId })).toBe(0);
    expect(await askAgain(job, { endedWithin: 2 })).toBe(1);
    expect(accounts.intervalOf(record)).toBe('manual');
    expect(await again()).toEqual([{ before: 'not_possible', step: 'lock' }]);
    expect(await askAgain(job, { endedWithin: null })).toBe(0);
  });

  it.each([
    ['the sweep of each minute', () => stopAtStripeJob({}, new AbortController().signal)],
    ['the look six times an hour', () => watchBypassesJob({}, new AbortController().signal)],
  ] as const)('is asked once more by %s', async (_name, sweep) => {
    const { record, killSwitchId } = await planned();
    await said(killSwitchId, record, 'lock', 'not_possible');
    expect(await runKillSwitchSteps(job, { killSwitchId })).toBe(true);
    await sweep();
    expect(accounts.intervalOf(record)).toBe('manual');
    expect(await again()).toEqual([{ before: 'not_possible', step: 'lock' }]);
  });

  it.each(['done', 'not_possible'])('of a cancellation, too: %s', async (state) => {
    const record = await enrolled();
    const payout = accounts.world.stripe.simulator.createPayout({
      account: record.id,
      amount: 5_000,
      currency: 'usd',
    });
    await fetchPayout(job, record.id, payout.id);
    const { killSwitchId } = await world.press(PRESS);
    await planKillSwitchSteps(job, { killSwitchId });
    await said(killSwitchId, record, 'cancel', state);
    expect(await runKillSwitchSteps(job, { killSwitchId })).toBe(true);
    expect(payout.status).toBe('pending');
    expect(await askAgain(job, { endedWithin: 2 })).toBe(1);
    expect(payout.status).toBe('canceled');
    expect(await again()).toEqual([{ before: state, step: 'cancel' }]);
    expect(await askAgain(job, { endedWithin: null })).toBe(0);
  });

  it('is not asked of Stripe where it said no itself, more often than it may change its mind', async () => {
    const record = await enrolled();
    accounts.refuseSchedule(record);
    await accounts.stopped(PRESS);
    expect(accounts.intervalOf(record)).toBe('daily');
    accounts.refuseSchedule(record);
    expect(await askAgain(job, { endedWithin: 2 })).toBe(0);
    await sql.begin(async (tx) => {
      await tx`set local session_replication_role = replica`;
      await tx`update kill_switch_steps set ended_at = now() - interval '3 minutes' where ended_at is not null`;
    });
    expect(await askAgain(job, { endedWithin: 2 })).toBe(0);
    expect(accounts.intervalOf(record)).toBe('daily');
    expect(await askAgain(job, { endedWithin: null })).toBe(1);
    expect(accounts.intervalOf(record)).toBe('manual');
  });

  it('is left alone once the switch is released', async () => {
    const { record, killSwitchId } = await planned();
    await said(killSwitchId, record, 'lock', 'not_possible');
    await runKillSwitchSteps(job, { killSwitchId });
    await world.release(killSwitchId);
    expect(await askAgain(job, { endedWithin: null })).toBe(0);
    expect(accounts.intervalOf(record)).toBe('daily');
  });
});

it('a schedule that was switched on again is switched off, also where somebody called its incident over', async () => {
  const record = await accounts.open();
  const killSwitchId = await accounts.stopped();
  accounts.setSchedule(record, 'daily');
  await accounts.see(record);
  await sql`update bypasses set state = 'ended', not_undone = 'Stripe refused.', ended_at = now() where subject = ${record.id}`;
  const worker = jobContext('end-bypasses');
  expect(await undoAgain(worker)).toBe(1);
  expect(accounts.intervalOf(record)).toBe('manual');
  await world.release(killSwitchId);
  accounts.setSchedule(record, 'daily');
  await accounts.see(record);
  expect(await undoAgain(worker)).toBe(0);
});
