import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { jobContext } from '../../context.ts';
import { now } from '../../clock.ts';
import { StripeReadError } from '../../stripe/errors.ts';
import { fetchPayout } from '../fetch-payout.ts';
import { askDispatchUnlock } from './ask-dispatch-unlock.ts';
import { person, startLockWorld, type LockWorld } from './dispatch-lock.fixture.ts';
import { readDispatchLock } from './dispatch-lock-queries.ts';
import { dispatcher as ctx } from './dispatch-world.fixture.ts';
import { noteReadingFailed } from './note-reading-failed.ts';
import { recordDispatchReading } from './record-dispatch-reading.ts';

/* The reading of Stripe's lists that ends a lock of dispatch: when it begins, and when it counts as one that cannot finish. */

let world: LockWorld;

beforeAll(async () => {
  world = await startLockWorld();
});
afterEach(() => world.open());
afterAll(() => world.stop());

const STAYS = "until Stripe's lists have been read whole, or cannot be";

/** Whose lists are read first and last. */
async function firstAndLast(): Promise<[string, string]> {
  await world.approved();
  await world.approved();
  const [row] = await world.sql<{ first: string; last: string }[]>`
    select min(connected_account_id) as first, max(connected_account_id) as last from payout_accounts`;
  if (row === undefined) throw new Error('no account');
  return [row.first, row.last];
}

async function fails(): Promise<void> {
  // Stripe's refusal, and not one of the database to note it.
  await expect(world.reading()).rejects.toBeInstanceOf(StripeReadError);
}

/** Neither one person nor two, by the verb nor by hand. */
async function expectNobodyMayOpen(): Promise<void> {
  await expect(world.unlockNow('marek')).rejects.toMatchObject({ code: 'precondition_failed' });
  await expect(world.openByHand('marek', 'anna')).rejects.toThrow(STAYS);
}

describe('a reading', () => {
  it('does not begin before whatever was called before the lock has settled, and asks Stripe for no list till then', async () => {
    const forgotten = await world.approved();
    await world.lock();
    await world.age('75 seconds');
    // A call from before the lock, whose payout Stripe shows only now.
    expect(await world.reading({})).toBe(false);
    expect((await world.gate()).readWholeAt).toBeNull();
    world.forgottenPayout(forgotten);
    await world.age('5 seconds');
    expect(await world.reading({})).toBe(true);
    expect(await world.holdsOf(forgotten)).toEqual([{ source: 'reconciliation', state: 'open' }]);
  });

  it('that began before the lock is none, whole or failed', async () => {
    const { connectedAccountId } = await world.approved();
    const rows = await world.sql<{ id: string }[]>`select connected_account_id as id from payout_accounts`;
    const connectedAccountIds = rows.map(({ id }) => id);
    await world.lock('An earlier backup.');
    const [clock] = await world.sql<{ at: string }[]>`select clock_timestamp()::text as at`;
    const begunAt = clock?.at ?? '';
    await world.lock();
    expect(await recordDispatchReading(ctx, { begunAt, connectedAccountIds })).toBe(false);
    expect(await noteReadingFailed(ctx, { begunAt, connectedAccountId, because: 'x' })).toBe(false);
    expect(await world.gate()).toMatchObject({ readWholeAt: null, readingFailedAt: null });
  });

  it('that failed once is tried again, and opens the way for nobody', async () => {
    const [first] = await firstAndLast();
    await world.lock();
    await askDispatchUnlock(person('anna'), { reason: 'Stripe does not answer.' });
    await world.age('80 seconds');
    world.breakList(first);
    await fails();
    const [alarm] = await world.openAlarms();
    expect(alarm).toMatchObject({ text: expect.stringContaining('could not be read') as string });
    expect(alarm).not.toMatchObject({ text: expect.stringContaining('two people may') as string });
    const lock = await readDispatchLock(person('marek'));
    expect(lock).toMatchObject({ way: null, failed: { connectedAccountId: first, againAt: null } });
    expect(lock?.failed?.countsFrom.getTime()).toBe((lock?.failed?.at.getTime() ?? 0) + 60_000);
    await expectNobodyMayOpen();
    // Again and again within the minute.
    await world.age('55 seconds');
    await fails();
    await expectNobodyMayOpen();
    world.stripe.simulator.faults.clear();
    expect(await world.reading()).toBe(true);
    expect(await world.gate()).toMatchObject({ readingFailedAt: null, readingFailedOn: null });
    await world.unlockNow('marek');
  });

  it('that gets past the list which could not be read closes the way again, also where it fails at another one', async () => {
    const [first, last] = await firstAndLast();
    await world.lock();
    await askDispatchUnlock(person('anna'), { reason: 'Stripe does not answer.' });
    await world.age('80 seconds');
    world.breakList(first);
    await fails();
    await world.age('1 minute');
    await fails();
    expect(await readDispatchLock(person('marek'))).toMatchObject({ way: 'reading_failed' });
    world.stripe.simulator.faults.clear();
    world.breakList(last);
    await fails();
    expect(await readDispatchLock(person('marek'))).toMatchObject({
      way: null,
      failed: { connectedAccountId: last, againAt: null },
    });
    await expectNobodyMayOpen();
    const [gotOn] = await world.sql`select after from audit_records where action = 'dispatch.read_on'`;
    expect(gotOn, 'from when it was past, not from its end').toEqual({
      after: { connectedAccountId: first },
    });
    // And a list before that one begins the minute anew.
    await world.age('1 minute');
    world.breakList(first);
    await fails();
    await expectNobodyMayOpen();
  });

  it('that was whole has failed nowhere, and a payout that shows itself later has the quarter of an hour begin anew', async () => {
    const forgotten = await world.approved();
    const { connectedAccountId } = forgotten;
    await world.lock();
    world.breakList(connectedAccountId);
    await fails();
    await world.age('1 minute');
    await fails();
    world.stripe.simulator.faults.clear();
    expect(await world.reading()).toBe(true);
    await world.age('1 hour');
    const payout = world.forgottenPayout(forgotten);
    await fetchPayout(jobContext('process-stripe-events'), connectedAccountId, payout.id);
    await askDispatchUnlock(person('anna'), { reason: 'It takes long.' });
    await expectNobodyMayOpen();
    await world.age('14 minutes 50 seconds');
    await expectNobodyMayOpen();
    await world.age('10 seconds');
    await world.openByHand('marek', 'anna');
  });

  it('is not said by hand to have been read, of a time to come or with a list that was not', async () => {
    await world.approved();
    await world.lock();
    const refused = 'have been read whole when every enrolled account';
    const [read, one] = ['clock_timestamp()', "clock_timestamp() + interval '1 second'"];
    const isRead = (at: string) => world.asProgram(`update dispatch_control set read_whole_at = ${at}`);
    const listRead = (at: string) => world.asProgram(`update payout_accounts set payouts_read_at = ${at}`);
    await expect(isRead(read)).rejects.toThrow(refused);
    await expect(listRead(one)).rejects.toThrow('is read now');
    await expect(listRead("now() - interval '1 second'")).rejects.toThrow('is read now');
    await listRead(read);
    await expect(isRead(one)).rejects.toThrow(refused);
    await expect(isRead("now() - interval '1 second'")).rejects.toThrow(refused);
    const begunAt = new Date(now().getTime() + 60_000).toISOString();
    await world.approved();
    await expect(recordDispatchReading(ctx, { begunAt, connectedAccountIds: [] })).rejects.toThrow(refused);
    expect((await world.gate()).readWholeAt).toBeNull();
  });

  it('fails by hand only now, at the list of an enrolled account, and again a minute later', async () => {
    const { connectedAccountId } = await world.approved();
    const fail = (at: string, on = connectedAccountId, more = '') =>
      world.asProgram(
        `update dispatch_control set reading_failed_at = ${at}, reading_failed_on = '${on}'${more}`,
      );
    const again = (at: string, more = '') =>
      world.asProgram(`update dispatch_control set reading_failed_again_at = ${at}${more}`);
    const [refused, tooSoon] = ['at the list of an enrolled account', 'fails again a minute later'];
    await world.sql`update dispatch_control set read_whole_at = null`;
    await expect(fail('clock_timestamp()'), 'nothing is locked').rejects.toThrow(refused);
    await world.lock();
    await expect(fail("now() - interval '1 second'")).rejects.toThrow(refused);
    await expect(fail("clock_timestamp() + interval '1 second'")).rejects.toThrow(refused);
    await expect(fail('clock_timestamp()', 'acct_1Nobody')).rejects.toThrow(refused);
    const both = ', reading_failed_again_at = clock_timestamp()';
    await expect(fail('clock_timestamp()', connectedAccountId, both)).rejects.toThrow(refused);
    await expect(again('clock_timestamp()')).rejects.toThrow(tooSoon);
    await fail('clock_timestamp()');
    await expect(again('clock_timestamp()')).rejects.toThrow(tooSoon);
    await world.age('55 seconds');
    await expect(again('clock_timestamp()')).rejects.toThrow(tooSoon);
    await expect(again("clock_timestamp() + interval '10 seconds'")).rejects.toThrow(tooSoon);
    const earlier = ", reading_failed_at = reading_failed_at - interval '1 minute'";
    await expect(again('clock_timestamp()', earlier)).rejects.toThrow(refused);
    await world.age('5 seconds');
    await again('clock_timestamp()');
    const { connectedAccountId: other } = await world.approved();
    await expect(fail('reading_failed_at', other), 'of another list').rejects.toThrow(refused);
  });
});
