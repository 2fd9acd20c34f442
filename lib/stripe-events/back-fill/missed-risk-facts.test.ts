import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { databaseClient } from '../../db/client.ts';
import { runSync } from './run-sync.ts';
import { utcDay } from './sync-window.ts';
import { DAY_MS, job, processAll, STARTS_AT, startSales, type Sales } from './sales.fixture.ts';

let sales: Sales;
beforeEach(async () => {
  sales = await startSales();
});
afterEach(() => sales.stop());

/** What risk knows, but for when and from where it learned it. */
async function facts(): Promise<string[]> {
  const rows = await databaseClient()<{ bytes: string }[]>`
    select (to_jsonb(fact) - 'learned_at' - 'is_late' - 'stripe_event_id')::text as bytes from risk_facts as fact
    union all select to_jsonb(counter)::text from risk_day_counters as counter
    order by 1`;
  return rows.map(({ bytes }) => bytes);
}

/** One of everything, of a seller's own charges and of charges on the platform. */
function trade(): void {
  const { simulator, account } = sales;
  simulator.setClock(simulator.core.clock.nowMs() - 40 * DAY_MS);
  const sale = { amount: 5_000, currency: 'usd' };
  const charge = simulator.createCharge({ ...sale, account });
  simulator.createDeclinedCharge({ ...sale, account });
  const shared = simulator.createCharge(sale);
  simulator.createTransfer({
    amount: 4_000,
    currency: 'usd',
    destination: account,
    sourceTransaction: shared.id,
  });
  const sent = simulator.createCharge({ ...sale, destination: account });
  simulator.advanceClock(3_600_000);
  simulator.createRefund({ account, charge: charge.id, amount: 100 });
  simulator.createEarlyFraudWarning({ charge: shared.id });
  simulator.createDispute({ charge: sent.id });
  simulator.advanceClock(40 * DAY_MS - 3_600_000);
}

describe('an account whose events never came', () => {
  it('is known to risk by its lists: also of what happened before the events that Stripe keeps', async () => {
    trade();
    expect(await facts()).toEqual([]);
    expect(await runSync(job(), { kind: 'back-fill' })).toMatchObject({ end: 'complete', failed: [] });
    const listed = await facts();
    const [kinds] = await databaseClient()`
      select array_agg(kind order by kind) as kinds from risk_facts where connected_account_id = ${sales.account}`;
    expect(kinds).toEqual({
      kinds: [
        'charge',
        'charge',
        'charge',
        'decline',
        'dispute',
        'refund',
        'transfer',
        'transfer',
        'warning',
      ],
    });

    // Its events, late after all, say nothing new.
    await sales.simulator.deliverer.flush();
    await processAll();
    expect(await facts()).toEqual(listed);
  });

  it('is listed once, and again only when somebody asks', async () => {
    trade();
    await runSync(job(), { kind: 'back-fill' });
    const asked = () => sales.simulator.requests.list({ path: '/v1/radar/early_fraud_warnings' }).length;
    const before = asked();
    expect(before).toBeGreaterThan(0);
    await runSync(job(), { kind: 'back-fill' });
    expect(asked()).toBe(before);
    await runSync(job(), { kind: 'relist-money', fromDay: utcDay(new Date(STARTS_AT - 60 * DAY_MS)) });
    expect(asked()).toBeGreaterThan(before);
  });
});
