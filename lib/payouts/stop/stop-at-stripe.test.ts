import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { jobContext } from '../../context.ts';
import { drillKillSwitch } from '../../kill-switch/drill-kill-switch.ts';
import { finishStandstills } from '../../kill-switch/finish-standstills.ts';
import { planKillSwitchSteps } from '../../kill-switch/plan-kill-switch-steps.ts';
import { listStepProblems } from '../../kill-switch/progress-queries.ts';
import { remindOfDrill } from '../../kill-switch/remind-of-drill.ts';
import { ANNA, INES, type StopWorld } from '../../kill-switch/stop-world.fixture.ts';
import { runKillSwitchSteps } from './run-kill-switch-steps.ts';
import { openStoppedAccounts, stepsOf, type AtStripe } from './stopped-accounts.fixture.ts';

let accounts: Awaited<ReturnType<typeof openStoppedAccounts>>;
let world: StopWorld;
let stripe: StopWorld['stripe'];
let sql: StopWorld['sql'];
const job = jobContext('stop-payouts');
const EVERYTHING = { scope: 'everything', reason: 'Strange payouts' } as const;

beforeAll(async () => {
  accounts = await openStoppedAccounts();
  ({ world } = accounts);
  ({ stripe, sql } = world);
});
afterAll(() => world.close());
beforeEach(() => accounts.clear());

type Account = AtStripe;
const open = (...opened: Parameters<typeof accounts.open>) => accounts.open(...opened);
const intervalOf = (record: Account) => accounts.intervalOf(record);

/** Changes that Stripe was asked for, in order, by the account they were about. */
function written(): string[] {
  return stripe.simulator.requests
    .list()
    .filter(({ method }) => method === 'POST')
    .map(({ path, headers }) => `${path} ${String(headers['stripe-account'])}`);
}
const locked = (record: Account) => `/v1/balance_settings ${record.id}`;

describe('at Stripe, a press', () => {
  it('switches automatic schedules off, most exposed money first, and reads them back', async () => {
    const small = await open({ amount: 500 });
    const yen = await open({ amount: 100_000, currency: 'jpy', country: 'JP' });
    const large = await open({ amount: 900_000 });
    const manual = await open({ amount: 5_000_000, interval: 'manual' });
    stripe.simulator.requests.clear();
    const { killSwitchId } = await world.press(EVERYTHING);
    expect(await runKillSwitchSteps(job, { killSwitchId })).toBe(true);
    for (const record of [small, yen, large, manual]) expect(intervalOf(record)).toBe('manual');
    expect(written().sort()).toEqual([locked(large), locked(yen), locked(small)].sort());
    const steps = await stepsOf(sql, killSwitchId);
    expect(steps(manual, 'lock')).toMatchObject({ state: 'not_needed' });
    expect(steps(large, 'lock')).toMatchObject({ state: 'done' });
    expect(steps(large, 'read_back')).toMatchObject({ state: 'done' });
    const positions = await sql<{ id: string }[]>`
      select connected_account_id as id from kill_switch_steps where kill_switch_id = ${killSwitchId} and step = 'lock' order by position`;
    expect(positions.map(({ id }) => id)).toEqual([manual.id, large.id, yen.id, small.id]);
  });

  it('says which accounts could not be locked, and why, and never calls them held', async () => {
    const refused = await open();
    const gone = await open();
    const fine = await open();
    stripe.simulator.faults.add({
      match: { method: 'POST', path: '/v1/balance_settings', account: refused.id },
      fault: {
        kind: 'error',
        status: 400,
        type: 'invalid_request_error',
        message: 'You cannot change this schedule.',
      },
      times: 1,
    });
    stripe.simulator.deauthorizeAccount(gone.id);
    const { killSwitchId } = await world.press(EVERYTHING);
    await runKillSwitchSteps(job, { killSwitchId });
    const steps = await stepsOf(sql, killSwitchId);
    expect(steps(refused, 'lock')).toMatchObject({
      state: 'not_possible',
      because: 'Stripe says: You cannot change this schedule.',
    });
    expect(steps(refused, 'read_back')).toMatchObject({ state: 'not_possible' });
    expect(steps(gone, 'lock')).toMatchObject({ state: 'not_possible' });
    expect(steps(fine, 'read_back')).toMatchObject({ state: 'done' });
    expect(intervalOf(refused)).toBe('daily');
  });

  it('cancels waiting manual payouts only where that was asked', async () => {
    const record = await open({ interval: 'manual' });
    const payout = stripe.simulator.createPayout({ account: record.id, amount: 2_000, currency: 'usd' });
    const status = () => stripe.simulator.core.store.payouts.find(payout.id)?.row.status;
    await sql`insert into payout_accounts (connected_account_id, enrolled_by) values (${record.id}, 'opr_Anna') on conflict do nothing`;
    const keeping = await world.press(EVERYTHING);
    await runKillSwitchSteps(job, keeping);
    expect(status()).toBe('pending');
    const cancelling = await world.press({ ...EVERYTHING, cancelsPending: true });
    await runKillSwitchSteps(job, cancelling);
    expect(status()).toBe('canceled');
    const steps = await stepsOf(sql, cancelling.killSwitchId);
    expect(steps(record, 'cancel')).toMatchObject({ state: 'done', because: '1 cancelled' });
    expect(await sql`select status from payouts where payout_id = ${payout.id}`).toEqual([
      { status: 'canceled' },
    ]);
  });

  it('lets nobody wait for an account that Stripe does not answer for, whatever was written about its tries', async () => {
    const away = await open({ amount: 900_000 });
    const record = await open({ interval: 'manual' });
    const payout = stripe.simulator.createPayout({ account: record.id, amount: 2_000, currency: 'usd' });
    await sql`insert into payout_accounts (connected_account_id, enrolled_by) values (${record.id}, 'opr_Anna') on conflict do nothing`;
    stripe.simulator.faults.add({
      match: { method: 'POST', path: '/v1/balance_settings', account: away.id },
      fault: { kind: 'error', status: 500, type: 'api_error', message: 'Down.' },
      times: 50,
    });
    const { killSwitchId } = await world.press({ ...EVERYTHING, cancelsPending: true });
    await planKillSwitchSteps(job, { killSwitchId });
    await sql`update kill_switch_steps set tries = 32767 where kill_switch_id = ${killSwitchId} and connected_account_id = ${record.id}`;
    expect(await runKillSwitchSteps(job, { killSwitchId })).toBe(false);
    expect(stripe.simulator.core.store.payouts.find(payout.id)?.row.status).toBe('canceled');
    const steps = await stepsOf(sql, killSwitchId);
    for (const step of ['cancel', 'read_back'] as const)
      expect(steps(record, step), step).toMatchObject({ state: 'done' });
    for (const step of ['lock', 'read_back'] as const)
      expect(steps(away, step), step).toMatchObject({ state: 'waiting' });
    stripe.simulator.faults.clear();
    expect(await runKillSwitchSteps(job, { killSwitchId })).toBe(true);
    expect(intervalOf(away)).toBe('manual');
  });

  it('goes on after a crash with what is left, and does nothing twice', async () => {
    const records = await Promise.all([1, 2, 3, 4].map((one) => open({ amount: one * 1_000 })));
    stripe.simulator.requests.clear();
    const { killSwitchId } = await world.press(EVERYTHING);
    await planKillSwitchSteps(job, { killSwitchId });
    const first = records.at(-1);
    // The worker died after it had locked the first and written that down.
    await sql`update kill_switch_steps set state = 'done', ended_at = now()
      where kill_switch_id = ${killSwitchId} and step = 'lock' and connected_account_id = ${first?.id ?? ''}`;
    expect(await runKillSwitchSteps(job, { killSwitchId })).toBe(true);
    expect(written().sort()).toEqual(records.slice(0, -1).map(locked).sort());
    stripe.simulator.requests.clear();
    expect(await runKillSwitchSteps(job, { killSwitchId })).toBe(true);
    expect(written()).toEqual([]);
  });

  it('that is released switches no further schedule off, and switches none on', async () => {
    const [before, after] = [await open({ amount: 9_000 }), await open({ amount: 1_000 })];
    const { killSwitchId } = await world.press({
      scope: 'connected_account',
      scopeValue: before.id,
      reason: 'Strange',
    });
    await runKillSwitchSteps(job, { killSwitchId });
    const second = await world.press(EVERYTHING);
    await planKillSwitchSteps(job, second);
    await world.release(killSwitchId);
    await world.release(second.killSwitchId);
    stripe.simulator.requests.clear();
    expect(await runKillSwitchSteps(job, second)).toBe(false);
    expect(written()).toEqual([]);
    expect([intervalOf(before), intervalOf(after)]).toEqual(['manual', 'daily']);
  });

  it.each([
    [{ scope: 'currency', scopeValue: 'JPY' }, ['jp']],
    [{ scope: 'country', scopeValue: 'JP' }, ['jp']],
    [{ scope: 'method', scopeValue: 'instant' }, []],
    [{ scope: 'method', scopeValue: 'standard' }, ['jp', 'us']],
    // Nobody knows their bands yet.
    [{ scope: 'risk_band', scopeValue: 'high' }, ['jp', 'us']],
  ] as const)('of %o locks %o', async (press, which) => {
    const accounts = { jp: await open({ currency: 'jpy', country: 'JP' }), us: await open() };
    const { killSwitchId } = await world.press({ ...press, reason: 'Strange' });
    await runKillSwitchSteps(job, { killSwitchId });
    const manual = Object.entries(accounts).filter(([, record]) => intervalOf(record) === 'manual');
    expect(manual.map(([name]) => name)).toEqual(which);
    // What is not about a schedule has nothing to say of one.
    expect(await listStepProblems(ANNA, killSwitchId)).toEqual([]);
  });
});

describe('a drill', () => {
  it('asks Stripe about the same accounts and changes nothing, with its times on record', async () => {
    const record = await open({ amount: 9_000 });
    stripe.simulator.createPayout({ account: record.id, amount: 2_000, currency: 'usd' });
    await sql`insert into payout_accounts (connected_account_id, enrolled_by) values (${record.id}, 'opr_Anna') on conflict do nothing`;
    stripe.simulator.requests.clear();
    const { killSwitchId } = await drillKillSwitch(ANNA, {});
    expect(await drillKillSwitch(INES, {})).toEqual({ killSwitchId });
    await finishStandstills(job);
    expect(await runKillSwitchSteps(job, { killSwitchId })).toBe(true);
    expect(written()).toEqual([]);
    expect(intervalOf(record)).toBe('daily');
    const steps = await stepsOf(sql, killSwitchId);
    expect(steps(record, 'lock')).toMatchObject({ state: 'done', because: 'Would be set to manual.' });
    expect(steps(record, 'cancel')).toMatchObject({ state: 'done', because: '1 would be cancelled' });
    const [times] = await sql`select stopped_at is not null as stopped, stripe_ended_at is not null as ended
      from kill_switches where kill_switch_id = ${killSwitchId}`;
    expect(times).toEqual({ stopped: true, ended: true });
  });

  it('that is older than a month is asked for again, until there is another', async () => {
    const open = () => sql`select from alarms where kind = 'drill_due' and closed_at is null`;
    await remindOfDrill(job, {});
    expect(await open()).toHaveLength(0);
    await sql.begin(async (tx) => {
      await tx`set local session_replication_role = replica`;
      await tx`update kill_switches set pressed_at = now() - interval '31 days' where is_drill`;
    });
    await remindOfDrill(job, {});
    await remindOfDrill(job, {});
    expect(await open()).toHaveLength(1);
    const { killSwitchId } = await drillKillSwitch(ANNA, {});
    await finishStandstills(job);
    await runKillSwitchSteps(job, { killSwitchId });
    await remindOfDrill(job, {});
    expect(await open()).toHaveLength(0);
  });
});
