import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { insertProof } from '../../approvals/step-up/test-proof.fixture.ts';
import { askDispatchUnlock } from './ask-dispatch-unlock.ts';
import { confirmDispatchUnlock } from './confirm-dispatch-unlock.ts';
import { person, startLockWorld, type LockWorld } from './dispatch-lock.fixture.ts';
import { readDispatchLock } from './dispatch-lock-queries.ts';
import { unlockDispatchAsShown } from './unlock-as-shown.ts';
import { unlockLeaf } from './unlock-leaf.ts';
import { FAILED_AGAIN_MS, OVERDUE_MS, SETTLED_MS, unlockWay } from './unlock-way.ts';

/* Who ends a lock of dispatch, and from when on: by the verbs, and by hand with the program's own role. */

let world: LockWorld;

beforeAll(async () => {
  world = await startLockWorld();
});
afterEach(() => world.open());
afterAll(() => world.stop());

const STAYS = "until Stripe's lists have been read whole, or cannot be";

describe('a lock', () => {
  it('ends by one person once Stripe’s lists were read whole: what had left already is held, the rest leaves', async () => {
    const [forgotten, unsent] = [await world.approved(), await world.approved()];
    world.forgottenPayout(forgotten);
    await world.lock();
    expect(await world.claim(unsent)).toBeNull();
    await askDispatchUnlock(person('anna'), { reason: 'It takes long.' });
    const before = await readDispatchLock(person('anna'));
    expect(await world.reading()).toBe(true);
    expect(await world.reading()).toBe(false);
    expect(await world.openAlarms()).toMatchObject([
      { text: expect.stringContaining('One person') as string },
    ]);
    expect(await world.claim(unsent)).toBeNull();
    const read = await readDispatchLock(person('anna'));
    expect(read).toMatchObject({ readWholeAt: expect.any(Date) as Date, strayedCount: 0, asked: null });
    const count = (lock: typeof read) => ({
      leaving: lock?.leaving.reduce((sum, { payouts }) => sum + payouts, 0) ?? 0,
      staying: lock?.staying ?? 0,
    });
    expect(count(read), 'what had left already stays').toEqual({
      leaving: count(before).leaving - 1,
      staying: count(before).staying + 1,
    });
    await expect(askDispatchUnlock(person('anna'), { reason: 'Read.' })).rejects.toThrow('read whole');
    await world.age('80 seconds');
    await expect(confirmDispatchUnlock(person('anna'), { stepUpProofId: 'stp_none' })).rejects.toThrow(
      'What you confirmed is not this',
    );
    await world.unlockNow('anna');
    expect(await world.openAlarms()).toEqual([]);
    expect(await world.claim(forgotten)).toBeNull();
    const holds =
      await world.sql`select source, state from holds where payout_request_id = ${forgotten.payoutRequestId}`;
    expect([...holds]).toEqual([{ source: 'reconciliation', state: 'open' }]);
    expect(await world.claim(unsent)).not.toBeNull();
  });

  it('that somebody has ended already is not ended again, and whoever comes second is told who was first', async () => {
    await world.lock();
    expect(await world.reading()).toBe(true);
    await world.age('80 seconds');
    const root = unlockLeaf(await world.gate());
    await world.unlockNow('anna');
    const told = /^anna has done this already, at [-\d]{10} [:\d]{8} UTC/;
    await expect(confirmDispatchUnlock(person('marek'), { stepUpProofId: 'stp_none' })).rejects.toThrow(told);
    const confirmation = { code: '000000', challengeId: '', assertion: '' };
    await expect(unlockDispatchAsShown(person('marek'), { root, confirmation })).rejects.toThrow(told);
  });

  it('is ended by hand by two people, never by one, and not around them', async () => {
    await world.lock();
    await world.age('15 minutes');
    const unlock = (name: string, stepUpProofId: string) =>
      confirmDispatchUnlock(person(name), { stepUpProofId });
    await expect(unlock('anna', 'stp_none')).rejects.toThrow('Nobody has asked');
    await askDispatchUnlock(person('anna'), { reason: 'It was a drill.' });
    await expect(unlock('anna', 'stp_none')).rejects.toThrow('A second person');
    await expect(unlock('marek', 'stp_none')).rejects.toThrow('What you confirmed is not this');
    await expect(
      world.sql`update dispatch_control set locked_at = null, locked_because = null`,
    ).rejects.toThrow('dispatch is unlocked by two people');
    await world.unlockNow('marek');
    expect(await world.claim(await world.approved())).not.toBeNull();
    const [record] = await world.sql<
      { after: unknown }[]
    >`select after from audit_records where action = 'dispatch.unlock' order by recorded_at desc limit 1`;
    expect(record?.after).toMatchObject({ way: 'reading_overdue' });
  });

  it('stays while a call may be under way or Stripe’s lists are not read, whoever confirms, and around them too', async () => {
    await world.lock();
    await askDispatchUnlock(person('anna'), { reason: 'I am sure.' });
    const refused = (says: RegExp) => ({
      code: 'precondition_failed',
      message: expect.stringMatching(says) as string,
    });
    const byHand = 'until Stripe’s lists have been read whole'.replace('’', "'");
    await expect(world.unlockNow('marek')).rejects.toMatchObject(
      refused(/^A call from before the lock may still settle until \d\d:\d\d:\d\d UTC/),
    );
    await expect(world.openByHand('marek')).rejects.toThrow(byHand);
    await world.age('80 seconds');
    await expect(world.unlockNow('marek')).rejects.toMatchObject(
      refused(
        /^Stripe’s lists have not been read whole .* two together from \d\d:\d\d:\d\d UTC, or once the same list could not be read twice/,
      ),
    );
    await expect(world.openByHand('marek')).rejects.toThrow(byHand);
    expect((await world.gate()).lockedAt).not.toBeNull();
    await world.age('13 minutes 40 seconds');
    await world.openByHand('marek');
    expect((await world.gate()).lockedAt).toBeNull();
  });

  it('whose lists were read whole stays until calls from before it have settled', async () => {
    await world.lock();
    expect(await world.reading()).toBe(true);
    await expect(world.unlockNow('anna')).rejects.toMatchObject({ code: 'precondition_failed' });
    await expect(world.openByHand('anna')).rejects.toThrow('dispatch stays locked');
    await world.unlockAs('anna');
  });

  it('is ended by two people once the same list could not be read again a minute later, which is on record', async () => {
    const { connectedAccountId } = await world.approved();
    await world.lock();
    await askDispatchUnlock(person('anna'), { reason: 'Stripe does not answer.' });
    await world.age('80 seconds');
    world.breakList(connectedAccountId);
    await expect(world.reading()).rejects.toThrow();
    await world.age('1 minute');
    await expect(world.reading()).rejects.toThrow();
    expect(await world.openAlarms()).toMatchObject([
      { text: expect.stringContaining('two people may open dispatch without the lists') as string },
    ]);
    const lock = await readDispatchLock(person('marek'));
    expect(lock).toMatchObject({ way: 'reading_failed', readWholeAt: null });
    await expect(world.unlockNow('anna')).rejects.toThrow('A second person');
    await world.unlockNow('marek');
    const [record] = await world.sql<
      { before: unknown; after: unknown }[]
    >`select before, after from audit_records where action = 'dispatch.unlock' order by recorded_at desc limit 1`;
    expect(record).toMatchObject({
      before: {
        readWholeAt: null,
        readingFailedOn: connectedAccountId,
        readingFailedAt: lock?.failed?.at.toISOString(),
        readingFailedAgainAt: lock?.failed?.againAt?.toISOString(),
      },
      after: { way: 'reading_failed' },
    });
    await world.lock('Another backup is put back.');
    expect(await world.gate(), 'another lock forgets it').toMatchObject({
      readingFailedAt: null,
      readingFailedOn: null,
      readingFailedAgainAt: null,
    });
  });

  it('whose lists were read whole is opened by hand by nobody, and with a proof of another lock neither', async () => {
    await world.lock();
    expect(await world.reading()).toBe(true);
    await world.age('80 seconds');
    const control = await world.gate();
    const open = async (by: string, leaf: string) => {
      const root = unlockLeaf(control);
      const proof = await insertProof(world.sql, person('marek'), { purpose: 'dispatch.unlock', root });
      await world.sql.begin(async (tx) => {
        await tx`insert into step_up_uses (step_up_proof_id, leaf, path) values (${proof}, ${leaf}, '[]')`;
        await tx`set local role sluice_app`;
        await tx`update dispatch_control set locked_at = null, locked_because = null, unlocked_by = ${by}`;
      });
    };
    const refused = 'somebody who proves to be there';
    await expect(
      world.asProgram('update dispatch_control set locked_at = null, locked_because = null'),
    ).rejects.toThrow(refused);
    const another = unlockLeaf({ ...control, lockedAt: new Date(0) });
    await expect(open('opr_marek', another)).rejects.toThrow(refused);
    await expect(open('opr_anna', unlockLeaf(control))).rejects.toThrow(refused);
    await open('opr_marek', unlockLeaf(control));
    expect((await world.gate()).lockedAt).toBeNull();
  });

  it.each(['vic', 'fin'])(
    'is ended by nobody who may not, also by hand and with a proof: %s',
    async (who) => {
      const refused = 'somebody who proves to be there';
      await world.approved();
      await world.lock();
      await world.age('15 minutes');
      await expect(world.openByHand('anna', who)).rejects.toThrow(refused);
      await expect(world.openByHand(who, 'anna')).rejects.toThrow(refused);
      expect(await world.reading()).toBe(true);
      await expect(world.openByHand(who)).rejects.toThrow(refused);
      await expect(world.unlockNow(who)).rejects.toMatchObject({ code: 'forbidden' });
      await world.openByHand('anna');
    },
  );

  it('stays until just before each of its times, by the verb and by hand', async () => {
    // Five seconds, so that a slow machine stays before it.
    const refused = async () => {
      await expect(world.unlockNow('marek')).rejects.toMatchObject({ code: 'precondition_failed' });
      await expect(world.openByHand('marek', 'anna')).rejects.toThrow(STAYS);
    };
    await world.lock();
    await askDispatchUnlock(person('anna'), { reason: 'I am sure.' });
    await world.age('14 minutes 55 seconds');
    await refused();
    await world.age('5 seconds');
    await world.openByHand('marek', 'anna');
    await world.lock();
    expect(await world.reading()).toBe(true);
    await world.age('75 seconds');
    await refused();
    await world.age('5 seconds');
    await world.unlockNow('marek');
  });
});

it('the times are those of the database, to the millisecond', () => {
  expect([SETTLED_MS, OVERDUE_MS, FAILED_AGAIN_MS]).toEqual([80_000, 900_000, 60_000]);
  const lockedAt = new Date('2026-11-23T09:30:00Z');
  const after = (ms: number) => new Date(lockedAt.getTime() + ms);
  const lock = { lockedAt, unreadSince: null, readWholeAt: null, readingFailedAgainAt: null };
  const [read, failed] = [
    { ...lock, readWholeAt: lockedAt },
    { ...lock, readingFailedAgainAt: lockedAt },
  ];
  for (const way of [read, failed]) expect(unlockWay(way, after(79_999))).toBeNull();
  expect(unlockWay(read, after(80_000))).toBe('read');
  expect(unlockWay(failed, after(80_000))).toBe('reading_failed');
  expect(unlockWay(lock, after(899_999))).toBeNull();
  expect(unlockWay(lock, after(900_000))).toBe('reading_overdue');
  const again = { ...lock, unreadSince: after(600_000) };
  expect(unlockWay(again, after(1_499_999))).toBeNull();
  expect(unlockWay(again, after(1_500_000))).toBe('reading_overdue');
});
