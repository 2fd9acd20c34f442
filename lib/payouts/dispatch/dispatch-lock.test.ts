import postgres from 'postgres';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startTestStripe, type TestStripe } from '#scripts/test-stripe.ts';
import { dispatchControl } from '#drizzle/schema/kill-switch.ts';
import { insertProof } from '../../approvals/step-up/test-proof.fixture.ts';
import { now } from '../../clock.ts';
import { database } from '../../db/client.ts';
import { jobContext, type Context } from '../../context.ts';
import { KILL_SWITCH_CHANNEL } from '../../kill-switch/kill-switch-channel.ts';
import { fetchPayout } from '../fetch-payout.ts';
import { insertPayoutRequest, type TestRequest } from '../requests/test-request.fixture.ts';
import { askDispatchUnlock } from './ask-dispatch-unlock.ts';
import { claimPayout } from './claim-payout.ts';
import { confirmDispatchUnlock } from './confirm-dispatch-unlock.ts';
import { readDispatchLock } from './dispatch-lock-queries.ts';
import { fetchDispatchReading } from './fetch-dispatch-reading.ts';
import { lockDispatch } from './lock-dispatch.ts';
import { permitPayoutCall } from './permit-payout-call.ts';
import { DISPATCH_TIMING } from './timing.ts';
import { recordDispatchReading } from './record-dispatch-reading.ts';
import { unlockDispatchAsShown } from './unlock-as-shown.ts';
import { unlockLeaf } from './unlock-leaf.ts';
import { watchCluster } from './watch-cluster.ts';

/* After a backup was put back, whatever it believes to be unsent may have been sent: nothing leaves until that is clear. */

let stripe: TestStripe;
let sql: postgres.Sql;
const ctx = jobContext('dispatch-payouts');
const person = (name: string): Context => ({
  actor: { kind: 'operator', operatorId: `opr_${name}`, name, role: 'administrator' },
  requestId: 'test',
  now: now(),
});
const { claimMs, callMs, retryMs, keyMs } = DISPATCH_TIMING;
const reading = () =>
  fetchDispatchReading({
    ctx,
    workerName: 'a test',
    timing: { ...DISPATCH_TIMING, callMs: 0, settleMs: 0 },
    onStep: () => undefined,
  });

beforeAll(async () => {
  stripe = await startTestStripe();
  sql = postgres(stripe.databaseOwnerUrl, { max: 1, onnotice: () => undefined });
  for (const name of ['anna', 'marek'])
    await sql`insert into operators (operator_id, email, name, role)
      values (${`opr_${name}`}, ${`${name}@example.com`}, ${name}, 'administrator')`;
});
afterEach(async () => {
  // By the owner of the tables, who repairs; what the program's own role may is in the tests.
  await sql`update dispatch_control set read_whole_at = clock_timestamp() where locked_at is not null`;
  await sql`update dispatch_control set locked_at = null, locked_because = null`;
  await sql`update alarms set closed_at = now() where kind = 'dispatch_locked' and closed_at is null`;
});
afterAll(async () => {
  await sql.end({ timeout: 5 });
  await stripe.stop();
});

async function approved(): Promise<TestRequest> {
  const { simulator } = stripe;
  const record = simulator.createAccount({ type: 'custom', onboarded: true });
  simulator.updateBalanceSettings(record, { schedule: { interval: 'manual' } });
  const bank = simulator.addBankAccount(record, {
    accountNumber: '000123456789',
    routingNumber: '110000000',
  });
  simulator.createCharge({ account: record.id, amount: 50_000, currency: 'usd', availableOn: 0 });
  return insertPayoutRequest(sql, {
    state: 'approved',
    connectedAccountId: record.id,
    destinationId: bank.id,
  });
}

const claim = (request: TestRequest) => claimPayout(ctx, { ...request, claimedBy: 'a test', claimMs });

const forgottenPayout = ({ connectedAccountId, payoutRequestId }: TestRequest) =>
  stripe.simulator.createPayout({
    account: connectedAccountId,
    amount: 12_500,
    currency: 'usd',
    metadata: { sluice_payout_request_id: payoutRequestId },
  });

/** By hand, with the program's own role. */
const asProgram = (statement: string) =>
  sql.begin(async (tx) => {
    await tx`set local role sluice_app`;
    await tx.unsafe(statement);
  });

async function gate() {
  const [control] = await database().select().from(dispatchControl);
  if (control === undefined) throw new Error('no gate');
  return control;
}

/** As if the lock had been set so much earlier, and everything since as well. */
const age = (by: string) =>
  sql`update dispatch_control set locked_at = locked_at - ${by}::interval where locked_at is not null`;

/** A person confirms now, with a proof for exactly this lock. */
async function unlockNow(name: string): Promise<void> {
  const about = { purpose: 'dispatch.unlock', root: unlockLeaf(await gate()) } as const;
  await confirmDispatchUnlock(person(name), { stepUpProofId: await insertProof(sql, person(name), about) });
}

/** The same once no call from before the lock can be under way. */
async function unlockAs(name: string): Promise<void> {
  await age('80 seconds');
  await unlockNow(name);
}

/** By hand, with the program's own role, and with a proof. */
async function openByHand(by: string): Promise<void> {
  const root = unlockLeaf(await gate());
  const proof = await insertProof(sql, person(by), { purpose: 'dispatch.unlock', root });
  await sql.begin(async (tx) => {
    await tx`insert into step_up_uses (step_up_proof_id, leaf, path) values (${proof}, ${root}, '[]')`;
    await tx`set local role sluice_app`;
    await tx`update dispatch_control set locked_at = null, locked_because = null, unlocked_by = ${`opr_${by}`}`;
  });
}

const openAlarms = async () => [
  ...(await sql`select subject, text from alarms where kind = 'dispatch_locked' and closed_at is null`),
];

describe('another Postgres than the one that sent last', () => {
  it('sends nothing, neither what it claims nor what it had claimed, and says so', async () => {
    expect(await watchCluster(ctx, {})).toBe(true);
    const [first, second] = [await approved(), await approved()];
    const attempt = await claim(first);
    if (attempt === null) throw new Error('The request was to be claimed');
    await sql`update dispatch_control set cluster = 'another/1'`;
    expect(await claim(second)).toBeNull();
    expect(await permitPayoutCall(ctx, { ...attempt, callMs, retryMs, keyMs })).toEqual({ kind: 'blocked' });
    expect(await watchCluster(ctx, {})).toBe(false);
    expect(await openAlarms()).toMatchObject([{ subject: 'dispatch' }]);
    expect(await claim(second)).toBeNull();
    expect(await watchCluster(ctx, {})).toBe(false);
  });

  it('begins a lock anew that was there in the backup: what was read for it is of another past', async () => {
    await lockDispatch(ctx, { because: 'A backup is put back.' });
    expect(await reading()).toBe(true);
    await age('80 seconds');
    await sql`update dispatch_control set known_until = now() - interval '1 day', cluster = 'another/1'`;
    const before = await gate();
    expect(await watchCluster(ctx, {})).toBe(false);
    const after = await gate();
    expect(after.lockedAt?.getTime()).toBeGreaterThan(before.lockedAt?.getTime() ?? 0);
    expect(after).toMatchObject({
      readWholeAt: null,
      epoch: before.epoch + 1n,
      knownUntil: before.knownUntil,
      lockedBecause: expect.stringContaining('not the one that sent') as string,
    });
    await expect(unlockNow('anna')).rejects.toThrow('may still settle');
    await age('80 seconds');
    await expect(unlockNow('anna')).rejects.toThrow('list');
    await expect(openByHand('anna')).rejects.toThrow('dispatch is unlocked by two people, or when');
    expect(await reading()).toBe(true);
    await unlockAs('anna');
  });

  it('does not pass for it by hand', async () => {
    const now = `(select system.system_identifier || '/' || checkpoint.timeline_id
      from pg_control_system() as system, pg_control_checkpoint() as checkpoint)`;
    const refused = 'dispatch is of the Postgres that it is in, and locked where it was another';
    await sql`update dispatch_control set locked_at = null, locked_because = null, unlock_asked_by = 'x', unlocked_by = 'y'`;
    await expect(asProgram("update dispatch_control set cluster = 'another/1'")).rejects.toThrow(refused);
    await expect(asProgram('update dispatch_control set cluster = null')).rejects.toThrow(refused);
    await sql`update dispatch_control set cluster = null`;
    await expect(asProgram("update dispatch_control set cluster = 'another/1'")).rejects.toThrow(refused);
    await sql`update dispatch_control set cluster = 'another/1'`;
    await expect(asProgram(`update dispatch_control set cluster = ${now}`)).rejects.toThrow(refused);
    await sql`update dispatch_control set locked_at = clock_timestamp() - interval '1 second', locked_because = 'x'`;
    await expect(asProgram(`update dispatch_control set cluster = ${now}`)).rejects.toThrow(refused);
    await asProgram(
      `update dispatch_control set locked_at = clock_timestamp(), locked_because = 'x', cluster = ${now}`,
    );
  });
});

describe('a lock', () => {
  it('ends by one person once Stripe’s lists were read whole: what had left already is held, the rest leaves', async () => {
    const [forgotten, unsent] = [await approved(), await approved()];
    forgottenPayout(forgotten);
    await lockDispatch(ctx, { because: 'A backup is put back.' });
    expect(await claim(unsent)).toBeNull();
    await askDispatchUnlock(person('anna'), { reason: 'It takes long.' });
    const before = await readDispatchLock(person('anna'));
    expect(await reading()).toBe(true);
    expect(await reading()).toBe(false);
    expect(await openAlarms()).toMatchObject([{ text: expect.stringContaining('One person') as string }]);
    expect(await claim(unsent)).toBeNull();
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
    await age('80 seconds');
    await expect(confirmDispatchUnlock(person('anna'), { stepUpProofId: 'stp_none' })).rejects.toThrow(
      'What you confirmed is not this',
    );
    await unlockNow('anna');
    expect(await openAlarms()).toEqual([]);
    expect(await claim(forgotten)).toBeNull();
    const holds =
      await sql`select source, state from holds where payout_request_id = ${forgotten.payoutRequestId}`;
    expect([...holds]).toEqual([{ source: 'reconciliation', state: 'open' }]);
    expect(await claim(unsent)).not.toBeNull();
  });

  it('tells every open page when it is set and when it ends', async () => {
    let isTold = Promise.withResolvers<undefined>();
    const listening = await sql.listen(KILL_SWITCH_CHANNEL, () => {
      isTold.resolve(undefined);
    });
    await lockDispatch(ctx, { because: 'A backup is put back.' });
    await isTold.promise;
    expect(await reading()).toBe(true);
    await isTold.promise;
    isTold = Promise.withResolvers<undefined>();
    await unlockAs('anna');
    await isTold.promise;
    await listening.unlisten();
  });

  it('that somebody has ended already is not ended again, and whoever comes second is told who was first', async () => {
    await lockDispatch(ctx, { because: 'A backup is put back.' });
    expect(await reading()).toBe(true);
    await age('80 seconds');
    const root = unlockLeaf(await gate());
    await unlockNow('anna');
    const told = /^anna has done this already, at [-\d]{10} [:\d]{8} UTC/;
    await expect(confirmDispatchUnlock(person('marek'), { stepUpProofId: 'stp_none' })).rejects.toThrow(told);
    const confirmation = { code: '000000', challengeId: '', assertion: '' };
    await expect(unlockDispatchAsShown(person('marek'), { root, confirmation })).rejects.toThrow(told);
  });

  it('has its lists read once more for a payout of ours that shows itself after they were', async () => {
    const forgotten = await approved();
    await lockDispatch(ctx, { because: 'A backup is put back.' });
    expect(await reading()).toBe(true);
    await age('80 seconds');
    const { lockedAt } = await gate();
    const payout = forgottenPayout(forgotten);
    await fetchPayout(jobContext('process-stripe-events'), forgotten.connectedAccountId, payout.id);
    expect(await gate(), 'the lock itself stays').toMatchObject({ lockedAt, readWholeAt: null });
    await expect(unlockNow('anna')).rejects.toThrow('list');
    expect(await reading()).toBe(true);
    expect([
      ...(await sql`select source, state from holds where payout_request_id = ${forgotten.payoutRequestId}`),
    ]).toEqual([{ source: 'reconciliation', state: 'open' }]);
    await unlockNow('anna');
    expect(await claim(forgotten)).toBeNull();
  });

  it('is set by a payout of ours that no call here can have made, once', async () => {
    const forgotten = await approved();
    const payout = forgottenPayout(forgotten);
    const read = () =>
      fetchPayout(jobContext('process-stripe-events'), forgotten.connectedAccountId, payout.id);
    await read();
    expect(await openAlarms()).toHaveLength(1);
    expect(await claim(forgotten)).toBeNull();
    expect(await reading()).toBe(true);
    await unlockAs('anna');
    await read();
    expect(await openAlarms()).toEqual([]);
  });

  it('is ended by hand by two people, never by one, and not around them', async () => {
    await lockDispatch(ctx, { because: 'A backup is put back.' });
    await age('15 minutes');
    const unlock = (name: string, stepUpProofId: string) =>
      confirmDispatchUnlock(person(name), { stepUpProofId });
    await expect(unlock('anna', 'stp_none')).rejects.toThrow('Nobody has asked');
    await askDispatchUnlock(person('anna'), { reason: 'It was a drill.' });
    await expect(unlock('anna', 'stp_none')).rejects.toThrow('A second person');
    await expect(unlock('marek', 'stp_none')).rejects.toThrow('What you confirmed is not this');
    await expect(sql`update dispatch_control set locked_at = null, locked_because = null`).rejects.toThrow(
      'dispatch is unlocked by two people',
    );
    await unlockNow('marek');
    expect(await claim(await approved())).not.toBeNull();
    const [record] = await sql<
      { after: unknown }[]
    >`select after from audit_records where action = 'dispatch.unlock' order by recorded_at desc limit 1`;
    expect(record?.after).toMatchObject({ way: 'reading_overdue' });
  });

  it('stays while a call may be under way or Stripe’s lists are not read, whoever confirms, and around them too', async () => {
    await lockDispatch(ctx, { because: 'A backup is put back.' });
    await askDispatchUnlock(person('anna'), { reason: 'I am sure.' });
    const refused = (says: RegExp) => ({
      code: 'precondition_failed',
      message: expect.stringMatching(says) as string,
    });
    const byHand = 'until Stripe’s lists have been read whole'.replace('’', "'");
    await expect(unlockNow('marek')).rejects.toMatchObject(
      refused(/^A call from before the lock may still settle until \d\d:\d\d:\d\d UTC/),
    );
    await expect(openByHand('marek')).rejects.toThrow(byHand);
    await age('80 seconds');
    await expect(unlockNow('marek')).rejects.toMatchObject(
      refused(
        /^Stripe’s lists have not been read whole .* two together from \d\d:\d\d:\d\d UTC or when a reading fails/,
      ),
    );
    await expect(openByHand('marek')).rejects.toThrow(byHand);
    expect((await gate()).lockedAt).not.toBeNull();
    await age('13 minutes 40 seconds');
    await openByHand('marek');
    expect((await gate()).lockedAt).toBeNull();
  });

  it('whose lists were read whole stays until calls from before it have settled', async () => {
    await lockDispatch(ctx, { because: 'A backup is put back.' });
    expect(await reading()).toBe(true);
    await expect(unlockNow('anna')).rejects.toMatchObject({ code: 'precondition_failed' });
    await expect(openByHand('anna')).rejects.toThrow('dispatch stays locked');
    await unlockAs('anna');
  });

  it('is ended by two people once a reading has failed, which is on record', async () => {
    const { connectedAccountId } = await approved();
    await lockDispatch(ctx, { because: 'A backup is put back.' });
    await askDispatchUnlock(person('anna'), { reason: 'Stripe does not answer.' });
    await age('80 seconds');
    stripe.simulator.faults.add({
      match: { path: '/v1/payouts', method: 'GET', account: connectedAccountId },
      fault: { kind: 'error', status: 403, code: 'x' },
    });
    await expect(reading()).rejects.toThrow();
    expect(await openAlarms()).toMatchObject([
      { text: expect.stringContaining('could not be read') as string },
    ]);
    const lock = await readDispatchLock(person('marek'));
    expect(lock).toMatchObject({ way: 'reading_failed', readWholeAt: null });
    await expect(unlockNow('anna')).rejects.toThrow('A second person');
    await unlockNow('marek');
    const [record] = await sql<
      { before: unknown; after: unknown }[]
    >`select before, after from audit_records where action = 'dispatch.unlock' order by recorded_at desc limit 1`;
    expect(record).toMatchObject({
      before: { readWholeAt: null, readingFailedAt: lock?.readingFailedAt?.toISOString() },
      after: { way: 'reading_failed' },
    });
    await lockDispatch(ctx, { because: 'Another backup is put back.' });
    expect((await gate()).readingFailedAt, 'another lock forgets it').toBeNull();
    await expect(
      asProgram("update dispatch_control set reading_failed_at = now() - interval '1 second'"),
    ).rejects.toThrow('fails now');
  });

  it('is not said by hand to have been read, of a time to come or with a list that was not', async () => {
    await approved();
    await lockDispatch(ctx, { because: 'A backup is put back.' });
    const refused = 'have been read whole when every enrolled account';
    const [read, one] = ['clock_timestamp()', "clock_timestamp() + interval '1 second'"];
    const isRead = (at: string) => asProgram(`update dispatch_control set read_whole_at = ${at}`);
    const listRead = (at: string) => asProgram(`update payout_accounts set payouts_read_at = ${at}`);
    await expect(isRead(read)).rejects.toThrow(refused);
    await expect(listRead(one)).rejects.toThrow('is read now');
    await expect(listRead("now() - interval '1 second'")).rejects.toThrow('is read now');
    await listRead(read);
    await expect(isRead(one)).rejects.toThrow(refused);
    await expect(isRead("now() - interval '1 second'")).rejects.toThrow(refused);
    const begunAt = new Date(now().getTime() + 60_000).toISOString();
    await approved();
    await expect(recordDispatchReading(ctx, { begunAt, connectedAccountIds: [] })).rejects.toThrow(refused);
    expect((await gate()).readWholeAt).toBeNull();
  });

  it('is of now and stays as it was set', async () => {
    const lock = (at: string) =>
      asProgram(`update dispatch_control set locked_at = ${at}, locked_because = 'x'`);
    const refused = 'dispatch is locked as of now, and its lock stays as it was set';
    await expect(lock("now() - interval '1 day'")).rejects.toThrow(refused);
    await expect(lock("clock_timestamp() + interval '1 day'")).rejects.toThrow(refused);
    await lock('clock_timestamp()');
    await sql`update dispatch_control set read_whole_at = clock_timestamp(), reading_failed_at = clock_timestamp(), unlock_asked_by = 'x',
      known_until = now() - interval '1 hour'`;
    for (const later of ['now()', 'null'])
      await expect(lock(`clock_timestamp(), known_until = ${later}`)).rejects.toThrow(refused);
    const { epoch } = await gate();
    await lock('clock_timestamp()');
    expect(await gate(), 'begun anew').toMatchObject({
      readWholeAt: null,
      readingFailedAt: null,
      unlockAskedBy: null,
      epoch: epoch + 1n,
    });
    await expect(asProgram("update dispatch_control set locked_because = 'y'")).rejects.toThrow(refused);
    await asProgram('update dispatch_control set epoch = epoch + 1');
  });

  it('whose lists were read whole is opened by hand by nobody, and with a proof of another lock neither', async () => {
    await lockDispatch(ctx, { because: 'A backup is put back.' });
    expect(await reading()).toBe(true);
    await age('80 seconds');
    const control = await gate();
    const open = async (by: string, leaf: string) => {
      const root = unlockLeaf(control);
      const proof = await insertProof(sql, person('marek'), { purpose: 'dispatch.unlock', root });
      await sql.begin(async (tx) => {
        await tx`insert into step_up_uses (step_up_proof_id, leaf, path) values (${proof}, ${leaf}, '[]')`;
        await tx`set local role sluice_app`;
        await tx`update dispatch_control set locked_at = null, locked_because = null, unlocked_by = ${by}`;
      });
    };
    const refused = 'somebody who proves to be there';
    await expect(
      asProgram('update dispatch_control set locked_at = null, locked_because = null'),
    ).rejects.toThrow(refused);
    const another = unlockLeaf({ ...control, lockedAt: new Date(0) });
    await expect(open('opr_marek', another)).rejects.toThrow(refused);
    await expect(open('opr_anna', unlockLeaf(control))).rejects.toThrow(refused);
    await open('opr_marek', unlockLeaf(control));
    expect((await gate()).lockedAt).toBeNull();
  });

  it('is shown with what would be paid twice, what would leave, and who asked and why; what changed is not confirmed', async () => {
    expect(await readDispatchLock(person('ines'))).toBeNull();
    const forgotten = await approved();
    const payout = forgottenPayout(forgotten);
    await fetchPayout(jobContext('process-stripe-events'), forgotten.connectedAccountId, payout.id);
    const lock = await readDispatchLock(person('ines'));
    const strayed = { payoutRequestId: forgotten.payoutRequestId, payoutId: payout.id };
    expect(lock).toMatchObject({ isSettled: false, strayedCount: 1, strayed: [strayed], asked: null });
    const inDollars = (shown: typeof lock) =>
      shown?.leaving.find(({ total }) => total.currency === 'usd')?.payouts ?? 0;
    expect(inDollars(lock)).toBeGreaterThan(0);
    await sql`update external_accounts set deleted_at = now() where connected_account_id = ${forgotten.connectedAccountId}`;
    const without = await readDispatchLock(person('ines'));
    await sql`update external_accounts set deleted_at = null where connected_account_id = ${forgotten.connectedAccountId}`;
    expect(inDollars(without), 'what has nowhere to go does not leave').toBe(inDollars(lock) - 1);
    expect(without?.staying).toBe((lock?.staying ?? 0) + 1);
    const needMore = (by: number) =>
      sql.begin(async (tx) => {
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
    expect(await openAlarms()).toHaveLength(1);
  });
});
