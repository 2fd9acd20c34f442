import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { jobContext } from '../../context.ts';
import type { StopWorld } from '../../kill-switch/stop-world.fixture.ts';
import { fetchPayout } from '../fetch-payout.ts';
import { backFill, hasItsTurn } from '../../stripe-events/back-fill/back-fill.ts';
import { startSyncRun } from '../../stripe-events/back-fill/start-sync-run.ts';
import { sendBypassEnds } from '../bypasses/send-bypass-ends.ts';
import { noteLeftOpenAccounts } from './note-left-open-accounts.ts';
import { openStoppedAccounts, stepsOf, type AtStripe } from './stopped-accounts.fixture.ts';

/* What the program's own role writes into a mirror takes nobody out of a stop. */

let accounts: Awaited<ReturnType<typeof openStoppedAccounts>>;
let sql: StopWorld['sql'];
const job = jobContext('stop-payouts');
const EVERYTHING = { scope: 'everything', reason: 'Strange payouts' } as const;
const YEN = { scope: 'currency', scopeValue: 'jpy', reason: 'Strange' } as const;

beforeAll(async () => {
  accounts = await openStoppedAccounts();
  ({ sql } = accounts.world);
});
afterAll(() => accounts.world.close());
beforeEach(() => accounts.clear());

const asProgram = (statement: string) =>
  sql.begin(async (tx) => {
    await tx`set local role sluice_app`;
    await tx.unsafe(statement);
  });
const of = ({ id }: AtStripe) => `where connected_account_id = '${id}'`;

describe('a press of one currency', () => {
  it.each([
    [
      'its money is said to be of another',
      "update stripe_balances set currency = 'usd'",
      'of the same thing',
    ],
    ['its money is forgotten', 'delete from stripe_balances', 'permission denied'],
  ])('covers an account also when %s', async (_what, lie, refusal) => {
    const record = await accounts.open({ currency: 'jpy', country: 'JP' });
    await expect(asProgram(`${lie} ${of(record)}`)).rejects.toThrow(refusal);
    await accounts.stopped(YEN);
    expect(accounts.intervalOf(record)).toBe('manual');
  });

  it('covers whoever ever had it as the default, and whose is not known', async () => {
    const opened = { currency: 'jpy', country: 'JP', amount: 0 };
    const [other, none, foreign] = [
      await accounts.open(opened),
      await accounts.open(opened),
      await accounts.open({ amount: 0 }),
    ];
    // A balance of nothing is one, too.
    await sql`delete from stripe_balances`;
    await asProgram(
      `update connected_accounts set default_currency = 'usd', default_currencies = '{}' ${of(other)}`,
    );
    await asProgram(
      `update connected_accounts set default_currency = 'eur', default_currencies = '{}' ${of(other)}`,
    );
    await sql.unsafe(
      `update connected_accounts set default_currency = null, default_currencies = '{}' ${of(none)}`,
    );
    await accounts.stopped(YEN);
    expect([other, none, foreign].map(accounts.intervalOf)).toEqual(['manual', 'manual', 'daily']);
  });
});

describe('a press of everything', () => {
  it.each([
    ['manual', "payout_interval = 'manual'"],
    ['gone', 'deauthorized_at = now()'],
    ['of no known schedule', 'payout_interval = null'],
  ])('reads every account, also one that is said to be %s', async (_what, lie) => {
    const record = await accounts.open();
    await asProgram(`update connected_accounts set ${lie} ${of(record)}`);
    const killSwitchId = await accounts.stopped();
    expect((await stepsOf(sql, killSwitchId))(record, 'read_back')).toBeDefined();
    // Where no step has switched it off, the reading has found it: an incident, which a worker ends by switching it off.
    await sendBypassEnds(jobContext('end-bypasses'));
    expect(accounts.intervalOf(record)).toBe('manual');
  });

  it('asks Stripe about the payouts of an account whose mirror says that none waits', async () => {
    const record = await accounts.open();
    const payout = accounts.world.stripe.simulator.createPayout({
      account: record.id,
      amount: 5_000,
      currency: 'usd',
    });
    await fetchPayout(job, record.id, payout.id);
    await asProgram(`update payouts set status = 'paid' ${of(record)}`);
    const quiet = await accounts.open();
    const killSwitchId = await accounts.stopped({ ...EVERYTHING, cancelsPending: true });
    const steps = await stepsOf(sql, killSwitchId);
    expect(steps(record, 'cancel')?.state).toBe('done');
    expect(steps(quiet, 'cancel')).toBeUndefined();
    expect(payout.status).toBe('canceled');
  });

  it('names once an account whose schedule nobody knows', async () => {
    const record = await accounts.open();
    const killSwitchId = await accounts.stopped();
    await asProgram(`update connected_accounts set payout_interval = null ${of(record)}`);
    expect(await noteLeftOpenAccounts(job, { killSwitchId })).toBe(1);
    expect(await noteLeftOpenAccounts(job, { killSwitchId })).toBe(0);
    await sql`update bypasses set state = 'ended', undone = 'x', ended_at = now()`;
    expect(await noteLeftOpenAccounts(job, { killSwitchId })).toBe(0);
  });
});

it('what is written into a mirror by hand stays until the account’s turn, however new it says that it is', async () => {
  const record = await accounts.open();
  await asProgram(
    `update connected_accounts set payout_interval = 'manual', read_at = clock_timestamp() ${of(record)}`,
  );
  const runAt = async (isItsTurn: boolean) => {
    const at = Array.from({ length: 12 }, (_, run) => new Date(Date.now() + run * 5 * 60_000)).find(
      (one) => hasItsTurn(record.id, one) === isItsTurn,
    );
    if (at === undefined) throw new Error('an hour has a turn, and runs that are none');
    const ctx = { ...jobContext('back-fill'), now: at };
    const { syncRunId } = await startSyncRun(ctx, { kind: 'back-fill', scope: record.id });
    await backFill(ctx, { syncRunId, kinds: ['connected_account'], connectedAccountIds: [record.id] });
    await sql`update sync_runs set state = 'finished', finished_at = now()`;
    const [row] = await sql<{ said: string }[]>`
      select payout_interval as said from connected_accounts where connected_account_id = ${record.id}`;
    return row?.said;
  };
  expect(await runAt(false)).toBe('manual');
  expect(await runAt(true)).toBe('daily');
});

it('an account has one turn in an hour of runs, whatever its mirror says', () => {
  const runs = Array.from({ length: 12 }, (_, run) => new Date(Date.UTC(2026, 9, 5, 9, run * 5, 3)));
  for (const id of ['acct_1A', 'acct_1B', 'acct_1World77'])
    expect(runs.filter((at) => hasItsTurn(id, at))).toHaveLength(1);
});
