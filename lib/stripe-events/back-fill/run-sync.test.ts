import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Context } from '../../context.ts';
import { databaseClient } from '../../db/client.ts';
import { DomainError } from '../../errors.ts';
import { backFillJob } from '../../jobs/handlers/back-fill.ts';
import { backFill } from './back-fill.ts';
import { runSync } from './run-sync.ts';
import { countMoney, job, startSales, storedEvents, type Sales } from './sales.fixture.ts';
import { startSyncRun } from './start-sync-run.ts';
import { stopSyncRun } from './stop-sync-run.ts';

let sales: Sales;
beforeEach(async () => {
  sales = await startSales();
});
afterEach(() => sales.stop());

describe('runs', () => {
  const runs = () => databaseClient()<
    { state: string; units_done: number; units_total: number; message: string | null }[]
  >`
    select state, units_done, units_total, message from sync_runs order by started_at`;

  it('two at once are one: the second finds the first, and nothing is stored twice', async () => {
    sales.sell(30);
    const outcomes = await Promise.all([
      runSync(job(), { kind: 'back-fill' }),
      runSync(job(), { kind: 'back-fill' }),
      runSync(job(), { kind: 'back-fill' }),
    ]);
    expect(outcomes.filter((outcome) => outcome === null)).toHaveLength(2);
    expect(await runs()).toHaveLength(1);
    const stored = await storedEvents();
    expect(stored).toHaveLength(new Set(sales.eventIds()).size);
    await expect(startSyncRun(job(), { kind: 'back-fill' })).resolves.toMatchObject({});
    await expect(startSyncRun(job(), { kind: 'back-fill' })).rejects.toThrow(DomainError);
  });

  it('two that work on the same accounts all the same store everything once', async () => {
    sales.sell(30);
    const all = await startSyncRun(job(), { kind: 'back-fill' });
    const one = await startSyncRun(job(), { kind: 'back-fill', scope: sales.account });
    const kinds = ['payout', 'balance_transaction', 'event'] as const;
    await Promise.all([
      backFill(job(), { ...all, kinds }),
      backFill(job(), { ...one, kinds, connectedAccountIds: [sales.account] }),
    ]);
    expect(await storedEvents()).toHaveLength(sales.eventIds().length);
    expect(await countMoney()).toBe(sales.simulator.core.store.balanceTransactions.size);
  });

  it('stop at the next page when asked, keep what they have, and the next goes on from there', async () => {
    const others = Array.from(
      { length: 12 },
      () => sales.simulator.createAccount({ type: 'custom', onboarded: true }).id,
    );
    for (const other of others)
      for (let index = 0; index < 130; index += 1)
        sales.simulator.createCharge({ account: other, amount: 1_000, currency: 'usd' });
    const { syncRunId } = await startSyncRun(job(), { kind: 'back-fill' });
    const stopper: Context = {
      ...job(),
      actor: { kind: 'operator', operatorId: 'opr_1', name: 'Anna', role: 'finance_operator' },
    };
    let stopping: Promise<void> | undefined;
    const outcome = await runSync(job(), {
      kind: 'back-fill',
      syncRunId,
      onProgress: ({ objectsListed }) => {
        if (objectsListed > 0) stopping ??= stopSyncRun(stopper, { syncRunId });
      },
    });
    await stopping;

    expect(outcome?.end).toBe('stopped');
    expect(outcome?.unitsDone).toBeLessThan(14);
    expect((await runs()).map(({ state }) => state)).toEqual(['stopped']);
    await expect(stopSyncRun(stopper, { syncRunId })).rejects.toThrow('not under way');

    const resumed = await runSync(job(), { kind: 'back-fill' });
    expect(resumed).toMatchObject({ end: 'complete', unitsDone: 14, unitsTotal: 14 });
    expect(await storedEvents()).toHaveLength(sales.eventIds().length);
  });

  it('whose process died are taken over after a minute, and the dead one may not come back', async () => {
    const dead = await startSyncRun(job(), { kind: 'back-fill' });
    expect(await runSync(job(), { kind: 'back-fill' })).toBeNull();
    await databaseClient()`update sync_runs set heartbeat_at = now() - interval '61 seconds'`;
    expect(await runSync(job(), { kind: 'back-fill' })).toMatchObject({ end: 'complete' });
    expect((await runs()).map(({ state }) => state).sort()).toEqual(['failed', 'finished']);
    const back = await backFill(job(), { ...dead, kinds: ['event'] });
    expect(back.end).toBe('lost');
  });

  it('go on past an account that disconnected us and name one that cannot be read', async () => {
    const gone = sales.simulator.createAccount({ type: 'standard', onboarded: true }).id;
    const broken = sales.simulator.createAccount({ type: 'custom', onboarded: true }).id;
    await runSync(job(), { kind: 'initial' });
    sales.simulator.deauthorizeAccount(gone);
    sales.simulator.faults.add({
      match: { path: '/v1/payouts', account: broken },
      fault: { kind: 'error', status: 401 },
    });
    sales.sell(10);

    const outcome = await runSync(job(), { kind: 'back-fill' });

    expect(outcome?.failed.map(({ connectedAccountId }) => connectedAccountId)).toEqual([broken]);
    const [last] = (await runs()).slice(-1);
    expect(last?.state).toBe('failed');
    expect(last?.message).toContain(`Not everything of 1 account could be read`);
    expect(last?.message).toContain(`${broken}, payouts: `);
    const [money] = await databaseClient()<{ count: number }[]>`
      select count(*)::int as count from balance_transactions where connected_account_id = ${sales.account}`;
    expect(money?.count).toBe(2);
  });

  it.each([
    ['/v1/account', { path: '/v1/accounts/' }, 'account', ['payout', 'balance_transaction', 'event']],
    ['/v1/payouts', { path: '/v1/payouts' }, 'payouts', ['balance_transaction', 'event']],
    [
      '/v1/balance_transactions',
      { path: '/v1/balance_transactions' },
      'balance transactions',
      ['payout', 'event'],
    ],
  ])(
    'read everything else of an account whose %s cannot be read, and name what is missing',
    async (_path, match, what, read) => {
      sales.sell(10);
      const forAccount =
        match.path === '/v1/accounts/'
          ? { path: `/v1/accounts/${sales.account}` }
          : { ...match, account: sales.account };
      sales.simulator.faults.add({ match: forAccount, fault: { kind: 'error', status: 401 } });

      const outcome = await runSync(job(), { kind: 'back-fill' });

      expect(outcome?.failed).toMatchObject([{ connectedAccountId: sales.account, what }]);
      const marks = await databaseClient()<{ object: string }[]>`
      select object from sync_cursors where connected_account_id = ${sales.account}`;
      const listed = marks.map(({ object }) => object);
      for (const object of read.filter((kind) => kind !== 'payout')) expect(listed).toContain(object);
      expect(listed).not.toContain(what.replaceAll(' ', '_').replace(/s$/, ''));
    },
  );
});

describe('a run whose worker is stopped', () => {
  const ofOthers = () => {
    for (let index = 0; index < 6; index += 1) {
      const other = sales.simulator.createAccount({ type: 'custom', onboarded: true }).id;
      for (let sale = 0; sale < 130; sale += 1)
        sales.simulator.createCharge({ account: other, amount: 1_000, currency: 'usd' });
    }
  };

  it('ends at its next request, says why, and its job goes on in a run of its own', async () => {
    ofOthers();
    const { syncRunId } = await startSyncRun(job(), { kind: 'back-fill' });
    const worker = new AbortController();
    const outcome = await runSync(job(), {
      kind: 'back-fill',
      syncRunId,
      interruption: worker.signal,
      onProgress: ({ objectsListed }) => {
        if (objectsListed > 0) worker.abort();
      },
    });
    expect(outcome?.end).toBe('interrupted');
    expect(outcome?.unitsDone).toBeLessThan(8);
    const [run] = await databaseClient()`select state, message from sync_runs`;
    expect(run).toMatchObject({
      state: 'stopped',
      message: expect.stringContaining('worker was stopped') as string,
    });

    // pg-boss gives the same payload to another worker.
    const next = await runSync(job(), { kind: 'back-fill', syncRunId });
    expect(next).toMatchObject({ end: 'complete', unitsDone: 8 });
    expect(await storedEvents()).toHaveLength(sales.eventIds().length);
  });

  it('begins nothing when it was stopped before', async () => {
    sales.sell(10);
    const outcome = await runSync(job(), { kind: 'back-fill', interruption: AbortSignal.abort() });
    expect(outcome).toMatchObject({ end: 'interrupted', unitsDone: 0 });
    expect(await storedEvents()).toHaveLength(0);
  });

  it('makes its job fail, so that it is given to another worker', async () => {
    await expect(backFillJob({ kind: 'back-fill' }, AbortSignal.abort())).rejects.toThrow(
      'worker was stopped',
    );
  });
});
