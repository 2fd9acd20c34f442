import type postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { proveWith } from '../../approvals/step-up/soft-passkey.fixture.ts';
import { jobContext } from '../../context.ts';
import { databaseClient } from '../../db/client.ts';
import { openReviewWorld, type ReviewWorld } from '../review/review-world.fixture.ts';
import { advanceBulkDecisions, prepareBulkDecisions } from './advance-bulk-decisions.ts';
import { askBulkDecision } from './ask-bulk-decision.ts';
import { insertManyRequests } from './many-requests.fixture.ts';
import { listBulkItems } from './item-queries.ts';
import { openBulkDecision } from './open-bulk-decision.ts';
import { readBulkPreview } from './preview-queries.ts';
import { readBulkDecision } from './queries.ts';
import { startAsShown } from './start-as-shown.ts';
import { startBulkDecision } from './start-bulk-decision.ts';
import { stopBulkDecision } from './stop-bulk-decision.ts';

let world: ReviewWorld;
beforeAll(async () => {
  world = await openReviewWorld();
});
afterAll(() => world.close());

const worker = jobContext('decide-in-bulk');
const look = () => prepareBulkDecisions(worker, new AbortController().signal);
const ask = async (payoutRequestIds: readonly string[]): Promise<string> =>
  (await askBulkDecision(world.as('ines'), { decision: 'approve', payoutRequestIds: [...payoutRequestIds] }))
    .bulkDecisionId;
const read = (bulkDecisionId: string) => readBulkDecision(world.as('ines'), bulkDecisionId);
const outcomes = async (bulkDecisionId: string) =>
  new Map(
    (await listBulkItems(world.as('ines'), bulkDecisionId)).map((item) => [
      item.payoutRequestId,
      item.outcome,
    ]),
  );

/** Chosen, looked at, and confirmed with one signature. */
async function start(payoutRequestIds: readonly string[]): Promise<string> {
  const bulkDecisionId = await ask(payoutRequestIds);
  await look();
  const { root } = await read(bulkDecisionId);
  if (root === null) throw new Error('not looked at');
  const stepUpProofId = await proveWith(await world.passkey('ines'), world.as('ines'), root);
  await startBulkDecision(world.as('ines'), { bulkDecisionId, root, stepUpProofId });
  return bulkDecisionId;
}

/** What a worker does until there is nothing more to do at once. */
async function drain(): Promise<void> {
  const reached = new Map<string, number>();
  while (await advanceBulkDecisions(worker, reached));
}

const waitersFor = (what: string) => async () =>
  world.sql`select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
    and query like ${`%${what}%`}`;

/** Statements within transactions from now on. */
function countInTransactions(): () => number {
  const client = databaseClient();
  const begin = client.begin.bind(client) as unknown as (
    work: (tx: postgres.TransactionSql) => unknown,
  ) => never;
  let count = 0;
  vi.spyOn(client, 'begin').mockImplementation(((work: (tx: postgres.TransactionSql) => unknown) =>
    begin((tx) => {
      const run = tx.unsafe.bind(tx);
      tx.unsafe = ((...asked: Parameters<typeof run>) => {
        count += 1;
        return run(...asked);
      }) as typeof tx.unsafe;
      return work(tx);
    })) as never);
  return () => count;
}

describe('the work of bulk decisions', () => {
  it('shows of each what is so at the moment of its hash: what is decided after that is listed anew, not left out', async () => {
    const { payoutRequestId } = await world.ask();
    const { bulkDecisionId } = await openBulkDecision(world.as('ines'), {
      decision: 'approve',
      payoutRequestIds: [payoutRequestId],
    });
    let looked: Promise<unknown> = Promise.resolve();
    await world.sql.begin(async (tx) => {
      // The worker has looked, and waits to say so.
      await tx`select from bulk_decisions where bulk_decision_id = ${bulkDecisionId} for update`;
      looked = look();
      await expect.poll(waitersFor('bulk_decisions')).toHaveLength(1);
      await world.approve('marek', payoutRequestId);
    });
    await looked;
    const [item] = await world.sql<{ message: string }[]>`
      select message from bulk_decision_items where bulk_decision_id = ${bulkDecisionId}`;
    expect(item?.message).toContain('1 of 2: waits for another person');
    const { changes } = await readBulkPreview(world.as('ines'), bulkDecisionId);
    expect(changes).toMatchObject([
      { payoutRequestId, now: expect.stringContaining('Complete: leaves ten seconds later') as string },
    ]);
    const { root } = await read(bulkDecisionId);
    const answer = await startAsShown(world.as('ines'), {
      bulkDecisionId,
      root: root ?? '',
      reason: '',
      confirmation: { code: '', challengeId: '', assertion: '' },
    });
    expect(answer.isStarted).toBe(false);
    await look();
    expect((await readBulkPreview(world.as('ines'), answer.bulkDecisionId)).decidable).toBe(1);
    await stopBulkDecision(world.as('ines'), { bulkDecisionId: answer.bulkDecisionId });
  });

  it('is looked at by a few statements for a hundred requests, not by some for each', async () => {
    const bulkDecisionId = await ask(await insertManyRequests(world.sql, 200));
    const statements = vi.spyOn(databaseClient(), 'unsafe');
    const inReadings = countInTransactions();
    await look();
    // Two times a hundred by eight reads of one instant, and what is due and written down.
    expect(inReadings()).toBeGreaterThan(16);
    expect(statements.mock.calls.length + inReadings()).toBeLessThanOrEqual(40);
    expect(await read(bulkDecisionId)).toMatchObject({ state: 'draft', prepared: 200 });
    await stopBulkDecision(world.as('ines'), { bulkDecisionId });
  });

  it('goes on in turn: a small one is decided while a large one has only begun', async () => {
    const large = await start(await insertManyRequests(world.sql, 60));
    const small = await start(await insertManyRequests(world.sql, 3));
    await advanceBulkDecisions(worker, new Map());
    expect((await read(small)).counts).toMatchObject({ waiting: 0 });
    expect((await read(large)).counts.waiting).toBeGreaterThan(0);
    await drain();
    expect([(await read(large)).state, (await read(small)).state]).toEqual(['done', 'done']);
  });

  it('passes an account by that somebody works on, and comes again', async () => {
    const [busy = '', ...others] = await insertManyRequests(world.sql, 6);
    const bulkDecisionId = await start([busy, ...others]);
    await world.sql.begin(async (somebody) => {
      await somebody`select from payout_accounts where connected_account_id =
        (select connected_account_id from payout_requests where payout_request_id = ${busy}) for update`;
      await drain();
      const ended = await outcomes(bulkDecisionId);
      expect(ended.get(busy)).toBe('waiting');
      expect(others.map((id) => ended.get(id))).toEqual(others.map(() => 'more'));
    });
    expect((await read(bulkDecisionId)).state).toBe('queued');
    await drain();
    expect(await read(bulkDecisionId)).toMatchObject({ state: 'done', counts: { more: 6 } });
  });

  it('is stopped in the middle, however many workers are at it: nothing is decided after the answer', async () => {
    const ids = await insertManyRequests(world.sql, 300);
    const bulkDecisionId = await start(ids);
    const workers = Promise.all([drain(), drain(), drain()]);
    await expect
      .poll(async () => (await read(bulkDecisionId)).counts.waiting, { timeout: 20_000 })
      .toBeLessThan(ids.length);
    await stopBulkDecision(world.as('marek'), { bulkDecisionId });
    const { counts } = await read(bulkDecisionId);
    await workers;
    expect((await read(bulkDecisionId)).counts).toEqual(counts);
    expect(counts.waiting).toBeGreaterThan(0);
  });

  it('lets whoever stops it go first: no item begins behind them', async () => {
    const [one = '', other = ''] = await insertManyRequests(world.sql, 2);
    const bulkDecisionId = await start([one, other]);
    let stopped: Promise<unknown> = Promise.resolve();
    await world.sql.begin(async (item) => {
      // An item that is being decided, for as long as this transaction is open.
      await item`select pg_advisory_xact_lock_shared(hashtextextended(${`bulk:${bulkDecisionId}`}, 0))`;
      stopped = stopBulkDecision(world.as('marek'), { bulkDecisionId });
      await expect.poll(waitersFor('pg_advisory_xact_lock')).toHaveLength(1);
      await advanceBulkDecisions(worker, new Map());
      expect([...(await outcomes(bulkDecisionId)).values()]).toEqual(['waiting', 'waiting']);
    });
    await stopped;
    await drain();
    expect([...(await outcomes(bulkDecisionId)).values()]).toEqual(['waiting', 'waiting']);
  });

  it('ends an item that the database refuses at its commit, and decides the others', async () => {
    const [broken = '', ...others] = await insertManyRequests(world.sql, 3);
    const bulkDecisionId = await start([broken, ...others]);
    await world.sql.unsafe(`
      create function refuse_late() returns trigger language plpgsql as $$ begin
        if new.payout_request_id = '${broken}' then raise exception 'at the commit'; end if; return null; end $$;
      create constraint trigger refuse_late after insert on payout_approvals deferrable initially deferred
        for each row execute function refuse_late()`);
    try {
      await drain();
    } finally {
      await world.sql.unsafe('drop trigger refuse_late on payout_approvals; drop function refuse_late()');
    }
    expect(await read(bulkDecisionId)).toMatchObject({ state: 'done', counts: { more: 2, failed: 1 } });
    expect((await outcomes(bulkDecisionId)).get(broken)).toBe('failed');
  });
});
