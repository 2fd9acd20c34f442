import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fetchConnectedAccount } from '../../connected-accounts/fetch-connected-account.ts';
import { jobContext } from '../../context.ts';
import { sumMoneyStopped } from '../../kill-switch/money-queries.ts';
import { listOpenPaths, listStepProblems } from '../../kill-switch/progress-queries.ts';
import { readSinceThePress } from '../../kill-switch/since-queries.ts';
import { ANNA, type StopWorld } from '../../kill-switch/stop-world.fixture.ts';
import { sendBypassEnds } from '../bypasses/send-bypass-ends.ts';
import { noteLeftOpenAccounts } from './note-left-open-accounts.ts';
import { openStoppedAccounts, type AtStripe } from './stopped-accounts.fixture.ts';

/* A schedule that is switched on again while a press keeps its account. */

let accounts: Awaited<ReturnType<typeof openStoppedAccounts>>;
let sql: StopWorld['sql'];
const job = jobContext('stop-payouts');
const undoer = jobContext('end-bypasses');

beforeAll(async () => {
  accounts = await openStoppedAccounts();
  ({ sql } = accounts.world);
});
afterAll(() => accounts.world.close());
beforeEach(() => accounts.clear());

const incidentsOf = (record: AtStripe) => sql<{ state: string; seen: string; not_undone: string | null }[]>`
  select state, seen, not_undone from bypasses where connected_account_id = ${record.id} order by bypass_id`;

describe('a schedule that is switched on again under a press', () => {
  it('is an incident and manual again, also of an account that Sluice does not pay out', async () => {
    const record = await accounts.open();
    const manual = await accounts.open({ interval: 'manual', amount: 300 });
    const killSwitchId = await accounts.stopped();
    for (const one of [record, manual]) {
      accounts.setSchedule(one, 'weekly');
      await fetchConnectedAccount(job, one.id);
      expect(await accounts.alarmsOf(one)).toContain('schedule_bypassed');
    }
    expect(await readSinceThePress(ANNA, killSwitchId)).toMatchObject({
      accountCount: 0,
      setBackCount: 2,
      setBacks: [{ isWaiting: true }, { isWaiting: true }],
    });
    await sendBypassEnds(undoer);
    expect([record, manual].map((one) => accounts.intervalOf(one))).toEqual(['manual', 'manual']);
    expect(await readSinceThePress(ANNA, killSwitchId)).toMatchObject({
      setBacks: [
        { connectedAccountId: manual.id, isWaiting: false, notUndone: null },
        { connectedAccountId: record.id, isWaiting: false, notUndone: null },
      ],
    });
    // What it would have paid of the second, too, and nothing twice.
    expect(await sumMoneyStopped(ANNA, killSwitchId)).toMatchObject([
      { accounts: 2, later: 1, stopped: { amount: 10_300n } },
    ]);
  });

  it('is left alone where no press covers it and Sluice does not pay it out', async () => {
    const record = await accounts.open({ interval: 'manual' });
    await accounts.open({ currency: 'jpy', country: 'JP' });
    await accounts.stopped({ scope: 'country', scopeValue: 'JP', reason: 'Strange' });
    accounts.setSchedule(record, 'daily');
    await fetchConnectedAccount(job, record.id);
    expect(await incidentsOf(record)).toEqual([]);
  });

  it('is not said to be on where Stripe has not told, and needs nobody after the release', async () => {
    const record = await accounts.open();
    const killSwitchId = await accounts.stopped();
    record.balanceSettings.payments.payouts = null;
    await fetchConnectedAccount(job, record.id);
    await noteLeftOpenAccounts(job, { killSwitchId });
    const [incident] = await incidentsOf(record);
    expect(incident?.seen).toMatch(
      /^Stripe has not told whether it pays out .+ by itself, although a kill switch covers it\.$/,
    );
    expect(await accounts.alarmsOf(record)).toContain('schedule_bypassed');
    await sendBypassEnds(undoer);
    expect(await accounts.alarmsOf(record)).toContain('schedule_bypassed');
    await accounts.world.release(killSwitchId);
    expect(await accounts.alarmsOf(record)).not.toContain('schedule_bypassed');
  });

  it('is set back at once five times in an hour, and then when the net looks', async () => {
    const record = await accounts.open();
    const killSwitchId = await accounts.stopped();
    const switchOn = async () => {
      accounts.setSchedule(record, 'daily');
      await fetchConnectedAccount(job, record.id);
      await sendBypassEnds(undoer);
    };
    for (let time = 1; time <= 5; time += 1) await switchOn();
    expect(accounts.intervalOf(record)).toBe('manual');
    await switchOn();
    expect(await incidentsOf(record)).toHaveLength(5);
    expect(accounts.intervalOf(record)).toBe('daily');
    expect(await noteLeftOpenAccounts(job, { killSwitchId })).toBe(1);
    await sendBypassEnds(undoer);
    expect(accounts.intervalOf(record)).toBe('manual');
    expect(await noteLeftOpenAccounts(job, { killSwitchId })).toBe(0);
  });

  it('between the lock and the reading back is found by the net', async () => {
    const record = await accounts.open();
    const killSwitchId = await accounts.stopped();
    // As if it had never been seen as manual: no change, and nobody was told.
    await sql`update connected_accounts set payout_interval = 'daily', lock_strength = 'automatic' where connected_account_id = ${record.id}`;
    accounts.setSchedule(record, 'daily');
    await fetchConnectedAccount(job, record.id);
    expect(await incidentsOf(record)).toEqual([]);
    expect(await noteLeftOpenAccounts(job, { killSwitchId })).toBe(1);
    // While it is being dealt with it is no second one.
    expect(await noteLeftOpenAccounts(job, { killSwitchId })).toBe(0);
    await sendBypassEnds(undoer);
    expect(accounts.intervalOf(record)).toBe('manual');
  });

  it('because Stripe was away when it was to be switched off is tried again, as an incident', async () => {
    const record = await accounts.open();
    const killSwitchId = await accounts.stopped();
    await sql`update connected_accounts set payout_interval = 'daily', lock_strength = 'automatic' where connected_account_id = ${record.id}`;
    accounts.setSchedule(record, 'daily');
    await sql`update kill_switch_steps set state = 'failed' where connected_account_id = ${record.id} and step = 'lock'`;
    expect(await noteLeftOpenAccounts(job, { killSwitchId })).toBe(1);
    await sendBypassEnds(undoer);
    expect(accounts.intervalOf(record)).toBe('manual');
    expect(await listStepProblems(ANNA, killSwitchId)).toEqual([]);
  });

  it('and that Stripe does not let us switch off is said, and not asked for again', async () => {
    const record = await accounts.open();
    const killSwitchId = await accounts.stopped();
    accounts.setSchedule(record, 'daily');
    await fetchConnectedAccount(job, record.id);
    accounts.refuseSchedule(record);
    await sendBypassEnds(undoer);
    expect(await noteLeftOpenAccounts(job, { killSwitchId })).toBe(0);
    expect((await readSinceThePress(ANNA, killSwitchId)).setBacks[0]?.notUndone).toContain('Not this one.');
    expect(await listOpenPaths(ANNA, killSwitchId)).toMatchObject([
      { named: [{ connectedAccountId: record.id }] },
    ]);
  });

  it('and off again by whoever switched it on is read, so that what is stored says so', async () => {
    const record = await accounts.open();
    const killSwitchId = await accounts.stopped();
    accounts.setSchedule(record, 'daily');
    await fetchConnectedAccount(job, record.id);
    accounts.setSchedule(record, 'manual');
    await sendBypassEnds(undoer);
    expect(await listOpenPaths(ANNA, killSwitchId)).toEqual([]);
    expect(await noteLeftOpenAccounts(job, { killSwitchId })).toBe(0);
  });

  it('by an account that connects the platform again', async () => {
    const record = await accounts.open();
    await sql`update connected_accounts set deauthorized_at = now() where connected_account_id = ${record.id}`;
    await accounts.stopped();
    await fetchConnectedAccount(job, record.id);
    expect(await incidentsOf(record)).toMatchObject([{ state: 'waiting' }]);
    await sendBypassEnds(undoer);
    expect(accounts.intervalOf(record)).toBe('manual');
  });

  it('after the release is nobody’s incident', async () => {
    const record = await accounts.open();
    const killSwitchId = await accounts.stopped();
    await accounts.world.release(killSwitchId);
    accounts.setSchedule(record, 'daily');
    await fetchConnectedAccount(job, record.id);
    expect(await noteLeftOpenAccounts(job, { killSwitchId })).toBe(0);
    expect(await incidentsOf(record)).toEqual([]);
    expect(accounts.intervalOf(record)).toBe('daily');
  });
});
