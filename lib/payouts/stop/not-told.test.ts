import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { sendManualSchedule } from '../../connected-accounts/send-manual-schedule.ts';
import { jobContext } from '../../context.ts';
import { listMoneyNotStopped, readMoneyStopped, sumMoneyStopped } from '../../kill-switch/money-queries.ts';
import { planKillSwitchSteps } from '../../kill-switch/plan-kill-switch-steps.ts';
import { recordKillSwitchStep } from '../../kill-switch/record-kill-switch-step.ts';
import { ANNA } from '../../kill-switch/stop-world.fixture.ts';
import { runKillSwitchSteps } from './run-kill-switch-steps.ts';
import { openStoppedAccounts, type AtStripe } from './stopped-accounts.fixture.ts';

/* Stripe takes the order to switch a schedule off, and does not tell how the account is paid out: its money is not called stopped. */

let accounts: Awaited<ReturnType<typeof openStoppedAccounts>>;
const job = jobContext('stop-payouts');

beforeAll(async () => {
  accounts = await openStoppedAccounts();
});
afterAll(() => accounts.world.close());
beforeEach(() => accounts.clear());

/** From now on Stripe shows no schedule of it. */
const hide = (record: AtStripe) => {
  record.balanceSettings.payments.payouts = null;
};

/** Pressed; the schedules are switched off, and nothing is read back yet. */
async function switchedOff(records: readonly AtStripe[]): Promise<string> {
  const { killSwitchId } = await accounts.world.press({ scope: 'everything', reason: 'Strange payouts' });
  await planKillSwitchSteps(job, { killSwitchId });
  for (const { id: connectedAccountId } of records) {
    const { outcome } = await sendManualSchedule(connectedAccountId);
    if (outcome !== 'done') throw new Error('Stripe was to take the order');
    await recordKillSwitchStep(job, {
      killSwitchId,
      connectedAccountId,
      step: 'lock',
      outcome,
      because: null,
    });
  }
  return killSwitchId;
}

const stoppedOf = async (killSwitchId: string) => {
  const [sum] = await sumMoneyStopped(ANNA, killSwitchId);
  return sum === undefined ? null : [sum.accounts, sum.stopped.amount];
};
const notStoppedOf = async (killSwitchId: string) =>
  (await listMoneyNotStopped(ANNA, killSwitchId)).map(({ why, accounts: count, exposed }) => [
    why,
    count,
    ...exposed.map(({ amount }) => amount),
  ]);

it('until it is read back, money counts as not stopped yet; then as stopped where Stripe told, and as not known where it did not', async () => {
  const [told, hidden] = [await accounts.open({ amount: 5_000 }), await accounts.open({ amount: 700 })];
  const killSwitchId = await switchedOff([told, hidden]);
  expect(await stoppedOf(killSwitchId)).toBeNull();
  expect(await readMoneyStopped(ANNA, killSwitchId)).toEqual([]);
  expect(await notStoppedOf(killSwitchId)).toEqual([['not_yet', 2, 5_700n]]);

  hide(hidden);
  await runKillSwitchSteps(job, { killSwitchId });
  expect(await stoppedOf(killSwitchId)).toEqual([1, 5_000n]);
  expect((await readMoneyStopped(ANNA, killSwitchId)).at(-1)).toMatchObject({
    accounts: 1,
    stopped: { amount: 5_000n },
  });
  expect(await notStoppedOf(killSwitchId)).toEqual([['not_told', 1, 700n]]);

  const [record] = await accounts.world.sql<{ after: unknown }[]>`
    select after from audit_records where subject = ${killSwitchId} and action = 'kill_switch.stripe_ended'`;
  expect(record?.after).toMatchObject({
    'lock done': 2,
    'read_back done': 1,
    'read_back not_possible': 1,
    notStopped: [{ why: 'not_told', accounts: 1, money: { usd: '700' } }],
  });
});

it('an account whose schedule was manual, and of which Stripe does not tell at the press, counts as not known', async () => {
  const manual = await accounts.open({ amount: 300, interval: 'manual' });
  const killSwitchId = await switchedOff([]);
  hide(manual);
  await runKillSwitchSteps(job, { killSwitchId });
  expect(await notStoppedOf(killSwitchId)).toEqual([['not_told', 1, 300n]]);
});

it('what Stripe tells later counts from then on: switched on again it is not stopped, hidden it is not known', async () => {
  const record = await accounts.open({ amount: 900 });
  const killSwitchId = await accounts.stopped();
  expect(await stoppedOf(killSwitchId)).toEqual([1, 900n]);
  expect(await notStoppedOf(killSwitchId)).toEqual([]);
  accounts.setSchedule(record, 'daily');
  await accounts.see(record);
  expect(await stoppedOf(killSwitchId)).toBeNull();
  expect(await notStoppedOf(killSwitchId)).toEqual([['paid_by_itself', 1, 900n]]);
  hide(record);
  await accounts.see(record);
  expect(await notStoppedOf(killSwitchId)).toEqual([['not_told', 1, 900n]]);
});

it('a press that is over keeps what was read back while it stood', async () => {
  const [told, hidden] = [await accounts.open({ amount: 5_000 }), await accounts.open({ amount: 700 })];
  const killSwitchId = await switchedOff([told, hidden]);
  hide(hidden);
  await runKillSwitchSteps(job, { killSwitchId });
  await accounts.world.release(killSwitchId);
  accounts.setSchedule(told, 'daily');
  await accounts.see(told);
  expect(await stoppedOf(killSwitchId)).toEqual([1, 5_000n]);
  expect(await notStoppedOf(killSwitchId)).toEqual([['not_told', 1, 700n]]);
});

it('and calls nothing stopped whose schedule was on again when it ended', async () => {
  const record = await accounts.open({ amount: 900 });
  const killSwitchId = await accounts.stopped();
  accounts.setSchedule(record, 'daily');
  await accounts.see(record);
  await accounts.world.release(killSwitchId);
  expect(await stoppedOf(killSwitchId)).toBeNull();
  expect(await notStoppedOf(killSwitchId)).toEqual([['paid_by_itself', 1, 900n]]);
});

it('a press of instant payouts calls no schedule stopped, and none not stopped', async () => {
  await accounts.open({ amount: 900 });
  const killSwitchId = await accounts.stopped({ scope: 'method', scopeValue: 'instant', reason: 'Strange' });
  expect(await stoppedOf(killSwitchId)).toBeNull();
  expect(await notStoppedOf(killSwitchId)).toEqual([]);
});
