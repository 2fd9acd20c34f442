import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPayoutWorld, type PayoutWorld } from '../../payouts/requests/payout-world.fixture.ts';
import { readLabelCounts, readTrainingRows } from './training-rows.ts';
import { countLabels } from './too-little.ts';

/* Early fraud warnings say of a charge what a dispute would say weeks later: they are labels, and the same charge is no second one. */

let world: PayoutWorld;
beforeAll(async () => {
  world = await openPayoutWorld();
});
afterAll(() => world.close());

const DECIDED_DAYS_AGO = 50;

/** A decision about an account with a hundred charges in the month after it. */
async function decided(name: string, currency = 'usd'): Promise<void> {
  await world.sql`
    insert into risk_assessments (risk_assessment_id, connected_account_id, currency, decided_at, score, cause, action, exposure, inputs,
      inputs_hash, outcome, rules_hash, model_hash)
    values (${`ras_${name}_${currency}`}, ${`acct_${name}`}, ${currency}, now() - make_interval(days => ${DECIDED_DAYS_AGO}), 0, 'none',
      'none', 0, '{"features": [1]}', 'x', '{}', 'x', 'x')`;
  await learned(
    name,
    'charge',
    Array.from({ length: 100 }, (_, at) => [at, DECIDED_DAYS_AGO - 2]),
    currency,
  );
}

/** What happened to charges, each so many days ago, by when they were learned too. */
async function learned(
  name: string,
  kind: 'charge' | 'dispute' | 'warning',
  of: readonly (readonly [charge: number, daysAgo: number])[],
  currency = 'usd',
): Promise<void> {
  for (const [charge, daysAgo] of of)
    await world.tamper(`insert into risk_facts (connected_account_id, kind, stripe_id, occurred_at, charge_id, currency, amount,
        is_platform_made, is_platform_charge, stripe_event_id, learned_at, is_late)
      values ('acct_${name}', '${kind}', '${kind === 'charge' ? '' : kind}${name}${String(charge)}${kind === 'charge' ? '' : String(daysAgo)}',
        now() - interval '${String(daysAgo)} days', '${name}${String(charge)}', ${kind === 'warning' ? 'null' : `'${currency}'`},
        ${kind === 'warning' ? 'null' : '1'}, false, false, 'evt', now() - interval '${String(daysAgo)} days', false)`);
  if (kind !== 'warning')
    await world.tamper(`insert into risk_day_counters (connected_account_id, currency, day, charges, charge_amount, declines, high_risk,
        refunds, refund_amount, platform_refunds, disputes, dispute_amount)
      select 'acct_${name}', '${currency}', (now() at time zone 'UTC')::date - days, ${kind === 'charge' ? 'count(*)' : '0'}, 0, 0, 0, 0, 0,
        0, ${kind === 'dispute' ? 'count(*)' : '0'}, 0
      from unnest(array[${of.map(([, days]) => String(days)).join(',')}]) as days group by days
      on conflict (connected_account_id, currency, day) do update
        set charges = risk_day_counters.charges + excluded.charges, disputes = risk_day_counters.disputes + excluded.disputes`);
}

async function isHit(cutoff = new Date()): Promise<boolean> {
  const rows = await readTrainingRows(cutoff);
  expect(await readLabelCounts(cutoff)).toEqual(countLabels(rows));
  const last = rows.at(-1);
  if (last === undefined) throw new Error('it is old enough');
  expect(last.isReviewed).toBe(false);
  await world.tamper('delete from risk_assessments');
  return last.isHit;
}

describe('early fraud warnings', () => {
  it('of three charges within a month make a decision right, without any dispute', async () => {
    await decided('three');
    await learned('three', 'warning', [
      [1, 40],
      [2, 39],
      [3, 38],
    ]);
    expect(await isHit()).toBe(true);
    await decided('two');
    await learned('two', 'warning', [
      [1, 40],
      [2, 39],
    ]);
    expect(await isHit()).toBe(false);
  });

  it('are added to disputes of other charges, and a charge that is disputed later is no second one', async () => {
    await decided('mixed');
    await learned('mixed', 'warning', [
      [1, 40],
      [2, 39],
    ]);
    await learned('mixed', 'dispute', [[3, 30]]);
    expect(await isHit()).toBe(true);
    await decided('same');
    await learned('same', 'warning', [
      [1, 40],
      [2, 39],
    ]);
    await learned('same', 'dispute', [[1, 30]]);
    expect(await isHit()).toBe(false);
  });

  it('of a charge that is disputed after that month are still theirs, and of one disputed before it is not news', async () => {
    await decided('late');
    await learned('late', 'warning', [
      [1, 40],
      [2, 39],
      [3, 38],
    ]);
    await learned('late', 'dispute', [
      [1, 12],
      [2, 11],
    ]);
    expect(await isHit()).toBe(true);
    await decided('known');
    await learned('known', 'dispute', [[1, 60]]);
    await learned('known', 'warning', [
      [1, 40],
      [2, 39],
      [3, 38],
    ]);
    expect(await isHit()).toBe(false);
  });

  it('told twice of one charge are one, and so are those before the decision none', async () => {
    await decided('twice');
    await learned('twice', 'warning', [
      [1, 40],
      [1, 39],
      [2, 38],
    ]);
    expect(await isHit()).toBe(false);
    await decided('before');
    await learned('before', 'warning', [
      [1, 60],
      [2, 40],
      [3, 39],
    ]);
    expect(await isHit()).toBe(false);
    await decided('after');
    await learned('after', 'warning', [
      [1, 40],
      [2, 39],
      [3, DECIDED_DAYS_AGO - 32],
    ]);
    expect(await isHit()).toBe(false);
  });

  it('are each of the month that they came in, whatever else was decided about the account', async () => {
    const both = async (name: string, days: readonly number[]) => {
      await decided(name);
      await world.tamper(`insert into risk_assessments select (jsonb_populate_record(row, jsonb_build_object('risk_assessment_id',
          'ras_sooner_${name}', 'decided_at', row.decided_at - interval '40 days'))).* from risk_assessments as row`);
      await learned(
        name,
        'warning',
        days.map((ago, charge) => [charge, ago]),
      );
      const rows = await readTrainingRows(new Date());
      await world.tamper('delete from risk_assessments');
      return rows.map((row) => row.isHit);
    };
    expect(await both('sooner', [80, 79, 78])).toEqual([true, false]);
    expect(await both('later', [40, 39, 38])).toEqual([false, true]);
  });

  it('are of the currency of their charge alone', async () => {
    await decided('other', 'usd');
    await world.tamper('delete from risk_assessments');
    await decided('other', 'eur');
    await world.tamper(
      `delete from risk_facts where connected_account_id = 'acct_other' and currency = 'eur'`,
    );
    await learned('other', 'warning', [
      [1, 40],
      [2, 39],
      [3, 38],
    ]);
    expect(await isHit()).toBe(false);
  });

  it('are seen after the delay of labels, like disputes: a decision of yesterday has none', async () => {
    await decided('young');
    await learned('young', 'warning', [
      [1, 40],
      [2, 39],
      [3, 38],
    ]);
    const before = new Date(Date.now() - (DECIDED_DAYS_AGO - 29) * 86_400_000);
    expect(await readTrainingRows(before)).toEqual([]);
    expect(await isHit(new Date(Date.now() - (DECIDED_DAYS_AGO - 31) * 86_400_000))).toBe(true);
  });
});
