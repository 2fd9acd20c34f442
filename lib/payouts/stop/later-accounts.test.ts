import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fetchBalance } from '../../connected-accounts/fetch-balance.ts';
import { syncConnectedAccount } from '../../connected-accounts/sync-connected-account.ts';
import { assessSegment } from '../../connected-accounts/segments/assess-segment.ts';
import { jobContext } from '../../context.ts';
import { inTransaction } from '../../db/transaction.ts';
import { drillKillSwitch } from '../../kill-switch/drill-kill-switch.ts';
import { extendKillSwitch } from '../../kill-switch/extend-kill-switch.ts';
import { sumMoneyStopped } from '../../kill-switch/money-queries.ts';
import { planKillSwitchSteps } from '../../kill-switch/plan-kill-switch-steps.ts';
import { countSteps, listOpenPaths, listStepProblems } from '../../kill-switch/progress-queries.ts';
import { readSinceThePress } from '../../kill-switch/since-queries.ts';
import { listSwitchesAtWork, listWaitingSteps } from '../../kill-switch/step-queries.ts';
import { ANNA, type StopWorld } from '../../kill-switch/stop-world.fixture.ts';
import { listExternalAccounts } from '../../stripe/list-external-accounts.ts';
import { retrieveBalanceSettings } from '../../stripe/retrieve-balance-settings.ts';
import { retrieveConnectedAccount } from '../../stripe/retrieve-connected-account.ts';
import { noteLeftOpenAccounts } from './note-left-open-accounts.ts';
import { runKillSwitchSteps } from './run-kill-switch-steps.ts';
import { openStoppedAccounts, stepsOf } from './stopped-accounts.fixture.ts';

/* A stop holds for whoever comes while it stands. */

let accounts: Awaited<ReturnType<typeof openStoppedAccounts>>;
let sql: StopWorld['sql'];
const job = jobContext('stop-payouts');
const EVERYTHING = { scope: 'everything', reason: 'Strange payouts' } as const;

beforeAll(async () => {
  accounts = await openStoppedAccounts();
  ({ sql } = accounts.world);
});
afterAll(() => accounts.world.close());
beforeEach(() => accounts.clear());

/** Past every guard. */
const tamper = (statement: string) =>
  sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx.unsafe(statement);
  });

describe('an account that comes after the press', () => {
  it.each([
    [{ scope: 'everything' }, true],
    [{ scope: 'country', scopeValue: 'JP' }, true],
    [{ scope: 'country', scopeValue: 'US' }, false],
    [{ scope: 'currency', scopeValue: 'jpy' }, true],
    [{ scope: 'currency', scopeValue: 'eur' }, false],
    [{ scope: 'method', scopeValue: 'standard' }, true],
    // Nobody knows its band yet.
    [{ scope: 'risk_band', scopeValue: 'high' }, true],
  ] as const)('of %o: its schedule is switched off, %s', async (press, isCovered) => {
    await accounts.open();
    await accounts.open({ currency: 'jpy', country: 'JP' });
    const killSwitchId = await accounts.stopped({ ...press, reason: 'Strange' });
    const late = await accounts.open({ currency: 'jpy', country: 'JP' });
    await runKillSwitchSteps(job, { killSwitchId });
    expect(accounts.intervalOf(late)).toBe(isCovered ? 'manual' : 'daily');
    const steps = await stepsOf(sql, killSwitchId);
    expect(steps(late, 'lock')?.state).toBe(isCovered ? 'done' : undefined);
    expect(steps(late, 'read_back')?.state).toBe(isCovered ? 'done' : undefined);
  });

  it('stands on the press’s page, is counted and summed, and keeps the time that the press took', async () => {
    await accounts.open({ amount: 5_000 });
    const killSwitchId = await accounts.stopped();
    const ended = () => sql`select stripe_ended_at from kill_switches where kill_switch_id = ${killSwitchId}`;
    const before = await ended();
    expect(await listSwitchesAtWork(job)).toEqual([]);
    const late = await accounts.open({ amount: 700 });
    expect(await listSwitchesAtWork(job)).toEqual([{ killSwitchId, isNews: true }]);
    expect(await listOpenPaths(ANNA, killSwitchId)).toMatchObject([
      { lockStrength: 'automatic', accounts: 1, named: [{ connectedAccountId: late.id }] },
    ]);
    expect(await readSinceThePress(ANNA, killSwitchId)).toMatchObject({
      accountCount: 1,
      accounts: [{ connectedAccountId: late.id, state: 'waiting' }],
    });
    expect(await runKillSwitchSteps(job, { killSwitchId })).toBe(true);
    expect(await listSwitchesAtWork(job)).toEqual([]);
    expect(await readSinceThePress(ANNA, killSwitchId)).toMatchObject({
      accounts: [{ connectedAccountId: late.id, state: 'done' }],
    });
    expect(await countSteps(ANNA, killSwitchId)).toContainEqual({
      step: 'lock',
      state: 'done',
      count: 2,
      later: 1,
    });
    expect(await sumMoneyStopped(ANNA, killSwitchId)).toMatchObject([
      { accounts: 2, later: 1, stopped: { amount: 5_700n } },
    ]);
    expect(await listOpenPaths(ANNA, killSwitchId)).toEqual([]);
    expect(await ended()).toEqual(before);
    const [record] =
      await sql`select after from audit_records where subject = ${killSwitchId} and action = 'kill_switch.extend'`;
    expect(record?.['after']).toEqual({ accounts: 1, seen: [late.id] });
  });

  it('that Stripe does not let us lock is an alarm and stays an open path', async () => {
    await accounts.open();
    const killSwitchId = await accounts.stopped();
    const late = await accounts.open();
    accounts.refuseSchedule(late);
    await runKillSwitchSteps(job, { killSwitchId });
    expect(await accounts.alarmsOf(late)).toEqual(['lock_weakened']);
    expect(await listStepProblems(ANNA, killSwitchId)).toMatchObject([
      { connectedAccountId: late.id, step: 'lock' },
    ]);
    expect(await listOpenPaths(ANNA, killSwitchId)).toMatchObject([
      { named: [{ connectedAccountId: late.id }] },
    ]);
    // Asked once a minute it would be asked for ever.
    expect(await noteLeftOpenAccounts(job, { killSwitchId })).toBe(0);
  });

  it('gets a step of each press that stands, and of none that is released or a drill', async () => {
    await accounts.open();
    const released = await accounts.stopped();
    await accounts.world.release(released);
    const { killSwitchId: drill } = await drillKillSwitch(ANNA, {});
    await planKillSwitchSteps(job, { killSwitchId: drill });
    const late = await accounts.open();
    for (const killSwitchId of [released, drill])
      expect((await stepsOf(sql, killSwitchId))(late, 'lock')).toBeUndefined();
    expect(await sql`select from bypasses`).toHaveLength(0);
    const standing = [
      await accounts.stopped(),
      await accounts.stopped({ scope: 'currency', scopeValue: 'usd', reason: 'x' }),
    ];
    const later = await accounts.open();
    for (const killSwitchId of standing)
      expect((await stepsOf(sql, killSwitchId))(later, 'lock')).toMatchObject({ state: 'waiting' });
    await runKillSwitchSteps(job, { killSwitchId: drill });
  });

  it('is stopped before those that the press began with and that still wait', async () => {
    await accounts.open({ amount: 90_000 });
    await accounts.open({ amount: 80_000 });
    const { killSwitchId } = await accounts.world.press(EVERYTHING);
    await planKillSwitchSteps(job, { killSwitchId });
    const late = await accounts.open({ amount: 5 });
    for (const step of ['lock', 'read_back'] as const) {
      const [first, ...others] = await listWaitingSteps(job, { killSwitchId, step, limit: 10 });
      expect([first?.connectedAccountId, others.length]).toEqual([late.id, 2]);
    }
    await runKillSwitchSteps(job, { killSwitchId });
  });

  it('while the press is being planned is waited for, so that neither misses it', async () => {
    const late = accounts.create();
    const [account, settings, externalAccounts] = await Promise.all([
      retrieveConnectedAccount(late.id),
      retrieveBalanceSettings(late.id),
      listExternalAccounts(late.id),
    ]);
    const { killSwitchId } = await accounts.world.press(EVERYTHING);
    let planned: Promise<unknown> = Promise.resolve();
    await inTransaction(async (tx) => {
      await syncConnectedAccount(job, { account, settings, externalAccounts, readAt: new Date() }, tx);
      planned = planKillSwitchSteps(job, { killSwitchId });
      await expect
        .poll(() => sql`select from pg_locks where locktype = 'advisory' and not granted`)
        .toHaveLength(1);
    });
    await planned;
    expect((await stepsOf(sql, killSwitchId))(late, 'lock')).toMatchObject({ state: 'waiting' });
  });

  it('and was missed is found by the net', async () => {
    const killSwitchId = await accounts.stopped();
    const late = await accounts.open();
    await tamper(`delete from kill_switch_steps where connected_account_id = '${late.id}'`);
    expect(await listOpenPaths(ANNA, killSwitchId)).toMatchObject([
      { accounts: 1, named: [{ connectedAccountId: late.id }] },
    ]);
    expect(await extendKillSwitch(job, { killSwitchId, among: null })).toEqual([late.id]);
    expect(await extendKillSwitch(job, { killSwitchId, among: null })).toEqual([]);
  });
});

describe('an account that comes to be covered', () => {
  it('by money in the currency', async () => {
    const record = await accounts.open();
    await accounts.open({ currency: 'jpy', country: 'JP' });
    const killSwitchId = await accounts.stopped({ scope: 'currency', scopeValue: 'jpy', reason: 'Strange' });
    expect(accounts.intervalOf(record)).toBe('daily');
    const { simulator } = accounts.world.stripe;
    simulator.addBankAccount(record, { accountNumber: '0001234', currency: 'jpy', country: 'JP' });
    simulator.createCharge({
      account: record.id,
      amount: 900,
      currency: 'jpy',
      fee: 0,
      availableOn: 0,
    });
    await fetchBalance(job, record.id);
    await runKillSwitchSteps(job, { killSwitchId });
    expect(accounts.intervalOf(record)).toBe('manual');
  });

  it('by a stricter band', async () => {
    const record = await accounts.open();
    const assess = () => assessSegment(jobContext('assess-segments'), { connectedAccountId: record.id });
    const change = (set: string) =>
      tamper(`update connected_accounts set ${set} where connected_account_id = '${record.id}'`);
    await change(
      "created_at_stripe = date_trunc('day', now()) - interval '2 years', merchant_category_code = '5651'",
    );
    expect(await assess()).toMatchObject({ band: 'low' });
    const killSwitchId = await accounts.stopped({
      scope: 'risk_band',
      scopeValue: 'high',
      reason: 'Strange',
    });
    expect((await stepsOf(sql, killSwitchId))(record, 'lock')).toBeUndefined();
    await change(
      "created_at_stripe = date_trunc('day', now()) - interval '3 days', merchant_category_code = '4722', country = 'KW', disabled_reason = 'requirements.past_due'",
    );
    expect(await assess()).toMatchObject({ band: 'severe' });
    await runKillSwitchSteps(job, { killSwitchId });
    expect(accounts.intervalOf(record)).toBe('manual');
  });
});

it('what a press covers is said in one place of the database', async () => {
  const said = await sql<{ name: string }[]>`
    select proname as name from pg_proc where pronamespace = 'public'::regnamespace and prosrc ~* 'when\\s+''(country|risk_band)''\\s+then'`;
  expect(said.map(({ name }) => name)).toEqual(['kill_switch_keeps']);
});
