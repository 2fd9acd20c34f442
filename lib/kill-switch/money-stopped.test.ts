import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestLedger, type TestLedger } from '../ledger/test-ledger.fixture.ts';
import { readMoneyStopped, sumMoneyStopped } from './money-queries.ts';
import { ANNA } from './stop-world.fixture.ts';

let ledger: TestLedger;
beforeAll(async () => {
  ledger = await openTestLedger();
});
afterAll(() => ledger.close());

/** Accounts whose schedule was off so many seconds after the press, and was read back so, with what lay there. */
async function pressed(
  killSwitchId: string,
  off: readonly (readonly [number, string, number])[],
): Promise<void> {
  await ledger.tamper(`
    insert into kill_switches (kill_switch_id, scope, reason, state, epoch, engaged_by, pressed_at)
    values ('${killSwitchId}', 'everything', 'x', 'engaged', 1, 'opr_anna', '2026-11-22T10:00:00Z')`);
  for (const [place, [seconds, currency, amount]] of off.entries())
    await ledger.tamper(`
      insert into kill_switch_steps (kill_switch_id, connected_account_id, step, state, position, balances, exposed, currency, ended_at)
      values ('${killSwitchId}', 'acct_${String(place)}', 'lock', 'done', ${String(place)},
        '[{"currency": "${currency}", "amount": "${String(amount)}"}]', ${String(amount)}, '${currency}',
        timestamptz '2026-11-22T10:00:00Z' + interval '${String(seconds)} seconds');
      insert into kill_switch_steps (kill_switch_id, connected_account_id, step, state, position, balances, exposed, currency, ended_at)
      select kill_switch_id, connected_account_id, 'read_back', state, position, balances, exposed, currency, ended_at + interval '1 minute'
      from kill_switch_steps where kill_switch_id = '${killSwitchId}' and position = ${String(place)};
      insert into connected_accounts (connected_account_id, livemode, api_generation, display_name, country, default_currency,
        charges_enabled, payouts_enabled, details_submitted, requirements, future_requirements, capabilities, minimum_balances,
        automatic_transfer_rules, lock_strength, lock_reasons, created_at_stripe, read_at)
      values ('acct_${String(place)}', false, 'v1', 'Shop', 'US', 'usd', true, true, true, '{}', '{}', '{}', '{}', '{}',
        'manual_sole_payer', '[]', now(), now()) on conflict do nothing`);
}
const read = async (killSwitchId: string) => {
  const rows = await readMoneyStopped(ANNA, killSwitchId);
  const curves = Map.groupBy(rows, ({ stopped: { currency } }) => currency);
  return Object.fromEntries(
    [...curves].map(([code, points]) => [
      code,
      points.map(({ seconds, stopped: { amount } }) => [Math.round(seconds * 10) / 10, Number(amount)]),
    ]),
  );
};

it('is counted from the press on, at even steps, the same for every currency', async () => {
  await pressed('ksw_even', [
    [0.4, 'usd', 900],
    [3.2, 'eur', 500],
    [9.7, 'usd', 100],
    [1.1, 'jpy', 7],
  ]);
  const steps = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
  expect(await read('ksw_even')).toEqual({
    usd: steps.map((at) => [at, at === 0 ? 0 : at === 10 ? 1000 : 900]),
    eur: steps.map((at) => [at, at < 4 ? 0 : 500]),
    jpy: steps.map((at) => [at, at < 2 ? 0 : 7]),
  });
  const ended = new Map(
    (await readMoneyStopped(ANNA, 'ksw_even')).map((row) => [row.stopped.currency as string, row.endedAfter]),
  );
  expect([...ended].toSorted()).toEqual([
    ['eur', 3.2],
    ['jpy', 1.1],
    ['usd', 9.7],
  ]);
});

it.each([
  ['ksw_quick', 0.3, 0.1, 3],
  ['ksw_long', 200, 30, 7],
  ['ksw_days', 200_000, 16_667, 12],
])('%s: %d s are shown in steps of %d s', async (killSwitchId, took, step, parts) => {
  await pressed(killSwitchId, [[took, 'usd', 1]]);
  const points = (await read(killSwitchId))['usd'] ?? [];
  expect(points.map(([at]) => at)).toEqual(
    Array.from({ length: parts + 1 }, (_, part) => Math.round(part * step * 10) / 10),
  );
  expect(points.at(-1)?.[1]).toBe(1);
});

it('is nothing before a schedule was switched off', async () => {
  await pressed('ksw_none', []);
  expect(await read('ksw_none')).toEqual({});
});

it('is what Stripe’s schedules would have paid: whole units of an account, and the rest stays in its balance', async () => {
  await pressed('ksw_whole', [
    [0.4, 'huf', 1_234_567],
    [0.4, 'huf', 99],
    [0.4, 'kwd', 1_239],
    [0.4, 'usd', 905],
  ]);
  const sums = await sumMoneyStopped(ANNA, 'ksw_whole');
  expect(sums.map(({ stopped, rest }) => [stopped.currency, stopped.amount, rest.amount])).toEqual([
    ['huf', 1_234_500n, 166n],
    ['kwd', 1_230n, 9n],
    ['usd', 905n, 0n],
  ]);
  expect((await read('ksw_whole'))['huf']?.at(-1)?.[1]).toBe(1_234_500);
});
