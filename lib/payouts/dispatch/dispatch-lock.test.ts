import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { jobContext } from '../../context.ts';
import { KILL_SWITCH_CHANNEL } from '../../kill-switch/kill-switch-channel.ts';
import { fetchPayout } from '../fetch-payout.ts';
import { askDispatchUnlock } from './ask-dispatch-unlock.ts';
import { person, startLockWorld, type LockWorld } from './dispatch-lock.fixture.ts';
import { readDispatchLock } from './dispatch-lock-queries.ts';
import { dispatcher as ctx } from './dispatch-world.fixture.ts';
import { permitPayoutCall } from './permit-payout-call.ts';
import { DISPATCH_TIMING } from './timing.ts';
import { unlockDispatchAsShown } from './unlock-as-shown.ts';
import { watchCluster } from './watch-cluster.ts';

/* After a backup was put back, whatever it believes to be unsent may have been sent: nothing leaves until that is clear. */

const { callMs, retryMs, keyMs } = DISPATCH_TIMING;

let world: LockWorld;

beforeAll(async () => {
  world = await startLockWorld();
});
afterEach(() => world.open());
afterAll(() => world.stop());

describe('another Postgres than the one that sent last', () => {
  it('sends nothing, neither what it claims nor what it had claimed, and says so', async () => {
    expect(await watchCluster(ctx, {})).toBe(true);
    const [first, second] = [await world.approved(), await world.approved()];
    const attempt = await world.claim(first);
    if (attempt === null) throw new Error('The request was to be claimed');
    await world.sql`update dispatch_control set cluster = 'another/1'`;
    expect(await world.claim(second)).toBeNull();
    expect(await permitPayoutCall(ctx, { ...attempt, callMs, retryMs, keyMs })).toEqual({ kind: 'blocked' });
    expect(await watchCluster(ctx, {})).toBe(false);
    expect(await world.openAlarms()).toMatchObject([{ subject: 'dispatch' }]);
    expect(await world.claim(second)).toBeNull();
    expect(await watchCluster(ctx, {})).toBe(false);
  });

  it('begins a lock anew that was there in the backup: what was read for it is of another past', async () => {
    await world.lock();
    expect(await world.reading()).toBe(true);
    await world.age('80 seconds');
    await world.sql`update dispatch_control set known_until = now() - interval '1 day', cluster = 'another/1'`;
    const before = await world.gate();
    expect(await watchCluster(ctx, {})).toBe(false);
    const after = await world.gate();
    expect(after.lockedAt?.getTime()).toBeGreaterThan(before.lockedAt?.getTime() ?? 0);
    expect(after).toMatchObject({
      readWholeAt: null,
      epoch: before.epoch + 1n,
      knownUntil: before.knownUntil,
      lockedBecause: expect.stringContaining('not the one that sent') as string,
    });
    await expect(world.unlockNow('anna')).rejects.toThrow('may still settle');
    await world.age('80 seconds');
    await expect(world.unlockNow('anna')).rejects.toThrow('list');
    await expect(world.openByHand('anna')).rejects.toThrow('dispatch is unlocked by two people, or when');
    expect(await world.reading()).toBe(true);
    await world.unlockAs('anna');
  });

  it('does not pass for it by hand', async () => {
    const now = `(select system.system_identifier || '/' || checkpoint.timeline_id
      from pg_control_system() as system, pg_control_checkpoint() as checkpoint)`;
    const refused = 'dispatch is of the Postgres that it is in, and locked where it was another';
    await world.sql`update dispatch_control set locked_at = null, locked_because = null, unlock_asked_by = 'x', unlocked_by = 'y'`;
    await expect(world.asProgram("update dispatch_control set cluster = 'another/1'")).rejects.toThrow(
      refused,
    );
    await expect(world.asProgram('update dispatch_control set cluster = null')).rejects.toThrow(refused);
    await world.sql`update dispatch_control set cluster = null`;
    await expect(world.asProgram("update dispatch_control set cluster = 'another/1'")).rejects.toThrow(
      refused,
    );
    await world.sql`update dispatch_control set cluster = 'another/1'`;
    await expect(world.asProgram(`update dispatch_control set cluster = ${now}`)).rejects.toThrow(refused);
    await world.sql`update dispatch_control set locked_at = clock_timestamp() - interval '1 second', locked_because = 'x'`;
    await expect(world.asProgram(`update dispatch_control set cluster = ${now}`)).rejects.toThrow(refused);
    await world.asProgram(
      `update dispatch_control set locked_at = clock_timestamp(), locked_because = 'x', cluster = ${now}`,
    );
  });
});

describe('a lock', () => {
  it('tells every open page whatever happens to it: set, a list that fails and is read after all, read whole, ended', async () => {
    const told: string[] = [];
    let isMarked = Promise.withResolvers<undefined>();
    const listening = await world.sql.listen(KILL_SWITCH_CHANNEL, (payload) => {
      if (payload === 'marker') isMarked.resolve(undefined);
      else told.push(payload);
    });
    // Messages come in the order of their commits: with this one here, all before it are.
    const marked = async () => {
      isMarked = Promise.withResolvers();
      await world.sql`select pg_notify(${KILL_SWITCH_CHANNEL}, 'marker')`;
      await isMarked.promise;
    };
    const tells = async (act: () => Promise<unknown>): Promise<number> => {
      await marked();
      told.length = 0;
      await act();
      await marked();
      return told.length;
    };
    const { connectedAccountId } = await world.approved();
    expect(await tells(() => world.lock())).toBe(1);
    world.breakList(connectedAccountId);
    const fails = () => expect(world.reading()).rejects.toThrow();
    expect(await tells(fails)).toBe(1);
    expect(await tells(fails), 'nothing new').toBe(0);
    await world.age('1 minute');
    expect(await tells(fails)).toBe(1);
    world.stripe.simulator.faults.clear();
    expect(await tells(() => world.reading()), 'got on, and read whole').toBe(2);
    expect(await tells(() => world.unlockAs('anna'))).toBe(1);
    await listening.unlisten();
  });

  it('has its lists read once more for a payout of ours that shows itself after they were', async () => {
    const forgotten = await world.approved();
    await world.lock();
    expect(await world.reading()).toBe(true);
    await world.age('80 seconds');
    const { lockedAt } = await world.gate();
    const payout = world.forgottenPayout(forgotten);
    await fetchPayout(jobContext('process-stripe-events'), forgotten.connectedAccountId, payout.id);
    expect(await world.gate(), 'the lock itself stays').toMatchObject({ lockedAt, readWholeAt: null });
    await expect(world.unlockNow('anna')).rejects.toThrow('list');
    expect(await world.reading()).toBe(true);
    expect([
      ...(await world.sql`select source, state from holds where payout_request_id = ${forgotten.payoutRequestId}`),
    ]).toEqual([{ source: 'reconciliation', state: 'open' }]);
    await world.unlockNow('anna');
    expect(await world.claim(forgotten)).toBeNull();
  });

  it('is set by a payout of ours that no call here can have made, once', async () => {
    const forgotten = await world.approved();
    const payout = world.forgottenPayout(forgotten);
    const read = () =>
      fetchPayout(jobContext('process-stripe-events'), forgotten.connectedAccountId, payout.id);
    await read();
    expect(await world.openAlarms()).toHaveLength(1);
    expect(await world.claim(forgotten)).toBeNull();
    expect(await world.reading()).toBe(true);
    await world.unlockAs('anna');
    await read();
    expect(await world.openAlarms()).toEqual([]);
  });

  it('is not set by an id in the metadata that no call of ours can have written: of no form of ours, or of another account', async () => {
    const [seller, other] = [await world.approved(), await world.approved()];
    for (const payoutRequestId of ['anything', other.payoutRequestId]) {
      const payout = world.forgottenPayout({ ...seller, payoutRequestId });
      await fetchPayout(jobContext('process-stripe-events'), seller.connectedAccountId, payout.id);
      expect(
        await world.sql`select from bypasses where subject = ${payout.id}`,
        'past Sluice it is all the same',
      ).toHaveLength(1);
    }
    expect(await world.openAlarms()).toEqual([]);
  });

  it('is of now and stays as it was set', async () => {
    const lock = (at: string) =>
      world.asProgram(`update dispatch_control set locked_at = ${at}, locked_because = 'x'`);
    const refused = 'dispatch is locked as of now, and its lock stays as it was set';
    await expect(lock("now() - interval '1 day'")).rejects.toThrow(refused);
    await expect(lock("clock_timestamp() + interval '1 day'")).rejects.toThrow(refused);
    await lock('clock_timestamp()');
    await world.sql`update dispatch_control set reading_failed_at = clock_timestamp(), reading_failed_on = 'x',
      reading_failed_again_at = clock_timestamp(), unlock_asked_by = 'x',
      known_until = now() - interval '1 hour'`;
    for (const later of ['now()', 'null'])
      await expect(lock(`clock_timestamp(), known_until = ${later}`)).rejects.toThrow(refused);
    const { epoch } = await world.gate();
    await lock('clock_timestamp()');
    expect(await world.gate(), 'begun anew').toMatchObject({
      readingFailedAt: null,
      readingFailedOn: null,
      readingFailedAgainAt: null,
      unlockAskedBy: null,
      epoch: epoch + 1n,
    });
    await expect(world.asProgram("update dispatch_control set locked_because = 'y'")).rejects.toThrow(
      refused,
    );
    await world.asProgram('update dispatch_control set epoch = epoch + 1');
  });

  it('is shown with what would be paid twice, what would leave, and who asked and why; what changed is not confirmed', async () => {
    expect(await readDispatchLock(person('ines'))).toBeNull();
    const forgotten = await world.approved();
    const payout = world.forgottenPayout(forgotten);
    await fetchPayout(jobContext('process-stripe-events'), forgotten.connectedAccountId, payout.id);
    const lock = await readDispatchLock(person('ines'));
    const strayed = { payoutRequestId: forgotten.payoutRequestId, payoutId: payout.id };
    expect(lock).toMatchObject({ isSettled: false, strayedCount: 1, strayed: [strayed], asked: null });
    const inDollars = (shown: typeof lock) =>
      shown?.leaving.find(({ total }) => total.currency === 'usd')?.payouts ?? 0;
    expect(inDollars(lock)).toBeGreaterThan(0);
    await world.sql`update external_accounts set deleted_at = now() where connected_account_id = ${forgotten.connectedAccountId}`;
    const without = await readDispatchLock(person('ines'));
    await world.sql`update external_accounts set deleted_at = null where connected_account_id = ${forgotten.connectedAccountId}`;
    expect(inDollars(without), 'what has nowhere to go does not leave').toBe(inDollars(lock) - 1);
    expect(without?.staying).toBe((lock?.staying ?? 0) + 1);
    const needMore = (by: number) =>
      world.sql.begin(async (tx) => {
        await tx`set local session_replication_role = replica`;
        await tx`update payout_requests set approvals_needed = approvals_needed + ${by}
          where payout_request_id = ${forgotten.payoutRequestId}`;
      });
    await needMore(1);
    const lacking = await readDispatchLock(person('ines'));
    await needMore(-1);
    expect(inDollars(lacking), 'what lacks approvals does not leave').toBe(inDollars(lock) - 1);
    expect(lacking).toMatchObject({ staying: lock?.staying, goingBack: (lock?.goingBack ?? 0) + 1 });
    await askDispatchUnlock(person('ines'), { reason: 'I compared both lists.' });
    expect((await readDispatchLock(person('marek')))?.asked).toMatchObject({
      operatorId: 'opr_ines',
      reason: 'I compared both lists.',
    });
    const confirmation = { code: '000000', challengeId: '', assertion: '' };
    await expect(
      unlockDispatchAsShown(person('marek'), { root: lock?.root ?? '', confirmation }),
    ).rejects.toThrow('This has changed since it was shown to you');
    expect(await world.openAlarms()).toHaveLength(1);
  });
});
