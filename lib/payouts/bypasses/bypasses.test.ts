import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestStripe, type TestStripe } from '#scripts/test-stripe.ts';
import { fetchConnectedAccount } from '../../connected-accounts/fetch-connected-account.ts';
import { jobContext } from '../../context.ts';
import { beginCall } from '../../kill-switch/test-attempt.fixture.ts';
import { fetchPayout } from '../fetch-payout.ts';
import { insertPayoutRequest } from '../requests/test-request.fixture.ts';
import { endBypass } from './end-bypass.ts';
import { noteMissedBypasses } from './note-missed-bypasses.ts';
import { sendBypassEnds } from './send-bypass-ends.ts';

let stripe: TestStripe;
let sql: postgres.Sql;
const events = jobContext('process-stripe-events');
const worker = jobContext('end-bypasses');

beforeAll(async () => {
  stripe = await startTestStripe();
  sql = postgres(stripe.databaseOwnerUrl, { max: 2, onnotice: () => undefined });
});
afterAll(async () => {
  await sql.end({ timeout: 5 });
  await stripe.stop();
});

/** An account that Sluice pays out, manual and mirrored. */
async function enrolled({ isEnrolled = true } = {}) {
  const { simulator } = stripe;
  const record = simulator.createAccount({ type: 'custom', onboarded: true });
  simulator.updateBalanceSettings(record, { schedule: { interval: 'manual' } });
  simulator.addBankAccount(record, { accountNumber: '000123456789', routingNumber: '110000000' });
  simulator.createCharge({ account: record.id, amount: 90_000, currency: 'usd', fee: 0, availableOn: 0 });
  await fetchConnectedAccount(events, record.id);
  if (isEnrolled)
    await sql`insert into payout_accounts (connected_account_id, enrolled_by, enrolled_at)
      values (${record.id}, 'opr_1', now() - interval '1 day')`;
  return record;
}

async function alarmsAbout(subject: string) {
  return sql<{ kind: string; text: string }[]>`
    select kind, text from alarms where subject = ${subject} and closed_at is null order by kind`;
}

const statusOf = (payoutId: string) => stripe.simulator.core.store.payouts.find(payoutId)?.row.status;
const intervalOf = (id: string) =>
  stripe.simulator.accountOf(id).balanceSettings.payments.payouts?.schedule?.interval;

it('a payout that somebody else made is cancelled, and the alarm says so', async () => {
  const record = await enrolled();
  const payout = stripe.simulator.createPayout({ account: record.id, amount: 5_000, currency: 'usd' });
  await fetchPayout(events, record.id, payout.id);
  expect(await alarmsAbout(payout.id)).toMatchObject([{ kind: 'payout_bypassed' }]);
  await sendBypassEnds(worker);
  expect(statusOf(payout.id)).toBe('canceled');
  const [alarm] = await alarmsAbout(payout.id);
  expect(alarm?.text).toContain('Undone: The payout is cancelled');
  // Seen again, as every later event of it is, it is the same one.
  await fetchPayout(events, record.id, payout.id);
  expect(await sql`select state from bypasses where subject = ${payout.id}`).toEqual([{ state: 'ended' }]);
});

it('no account waits for another that Stripe answers slowly for', async () => {
  const [slow, other] = [await enrolled(), await enrolled()];
  const note = async (account: string): Promise<string> => {
    const payout = stripe.simulator.createPayout({ account, amount: 5_000, currency: 'usd' });
    await fetchPayout(events, account, payout.id);
    return payout.id;
  };
  const first = await note(slow.id);
  stripe.simulator.faults.add({
    match: { method: 'GET', path: '/v1/balance_settings', account: slow.id },
    fault: { kind: 'delay', ms: 8_000 },
    times: 1,
  });
  const stateOf = async (payoutId: string) =>
    (await sql<{ state: string }[]>`select state from bypasses where subject = ${payoutId}`)[0]?.state;
  expect(await sendBypassEnds(worker), 'there is more').toBe(true);
  const second = await note(other.id);
  await sendBypassEnds(worker);
  expect([statusOf(second), await stateOf(second), await stateOf(first)]).toEqual([
    'canceled',
    'ended',
    'waiting',
  ]);
  await expect.poll(() => stateOf(first), { timeout: 30_000 }).toBe('ended');
});

it('one that came back by itself has ended by what is mirrored of it', async () => {
  const record = await enrolled();
  const payout = stripe.simulator.createPayout({ account: record.id, amount: 5_000, currency: 'usd' });
  await fetchPayout(events, record.id, payout.id);
  // Its event is still on its way.
  stripe.simulator.cancelPayout(record.id, payout.id);
  await sendBypassEnds(worker);
  expect(await sql`select state, undone, not_undone from bypasses where subject = ${payout.id}`).toEqual([
    {
      state: 'ended',
      undone: 'The payout is cancelled; its money is back in the balance.',
      not_undone: null,
    },
  ]);
});

it('what is on its way cannot be undone, and that is said', async () => {
  const record = await enrolled();
  const payout = stripe.simulator.createPayout({ account: record.id, amount: 5_000, currency: 'usd' });
  stripe.simulator.putInTransit(payout.id);
  await fetchPayout(events, record.id, payout.id);
  await sendBypassEnds(worker);
  const [alarm] = await alarmsAbout(payout.id);
  expect(alarm?.text).toContain('Not undone: The payout is on its way');
});

it('nobody writes down one as over, of another time or number, or without its alarm', async () => {
  const record = await enrolled();
  const write = (alarm: string, columns = '', values = '') =>
    sql.begin(async (tx) => {
      await tx`set local role sluice_app`;
      await tx`insert into alarms (kind, subject, text) values ('payout_bypassed', ${alarm}, 'x')`;
      await tx.unsafe(`insert into bypasses (kind, connected_account_id, subject, seen${columns}) overriding system value
        values ('payout', '${record.id}', 'po_thief', 'x'${values})`);
    });
  await expect(write('po_another')).rejects.toThrow('has its alarm');
  for (const [column, value] of [
    ['state', "'waiting'"],
    ['seen_at', "'2099-01-01'"],
    ['bypass_id', '999999'],
    ['not_undone', "'x'"],
  ] as const)
    await expect(write('po_thief', `, ${column}`, `, ${value}`), column).rejects.toThrow('permission denied');
  await write('po_thief');
});

describe('by hand, as the program, one ends', () => {
  const asProgram = (...statements: string[]) =>
    sql.begin(async (tx) => {
      await tx`set local role sluice_app`;
      for (const statement of statements) await tx.unsafe(statement);
    });
  const ends = (subject: string, undone: string, notUndone: string, endedAt = 'now()') =>
    `update bypasses set state = 'ended', undone = ${undone}, not_undone = ${notUndone}, ended_at = ${endedAt} where subject = '${subject}'`;
  const record = (subject: string, kind: string, undone: string, notUndone: string) =>
    `insert into audit_records (actor_kind, actor_id, action, subject, outcome, request_id, after)
     values ('job', 'x', 'bypass.end', '${subject}', 'done', 'r', jsonb_build_object('kind', '${kind}', 'undone', ${undone}, 'notUndone', ${notUndone}))`;

  it('on record, as of now, in the same words', async () => {
    const account = await enrolled();
    const payout = stripe.simulator.createPayout({ account: account.id, amount: 5_000, currency: 'usd' });
    await fetchPayout(events, account.id, payout.id);
    const end = ends(payout.id, 'null', "'It was paid.'");
    for (const attempt of [
      [end],
      [record(payout.id, 'payout', 'null', "'Something else.'"), end],
      [record(payout.id, 'payout', "'All of it.'", "'It was paid.'"), end],
      [record(payout.id, 'schedule', 'null', "'It was paid.'"), end],
      [
        record(payout.id, 'payout', 'null', "'It was paid.'"),
        ends(payout.id, 'null', "'It was paid.'", "'2001-01-01'"),
      ],
    ])
      await expect(asProgram(...attempt)).rejects.toThrow('ends on record, as of now');
    // Nor by the record of another time.
    await asProgram(record(payout.id, 'payout', 'null', "'It was paid.'"));
    await expect(asProgram(end)).rejects.toThrow('ends on record, as of now');
    await asProgram(record(payout.id, 'payout', 'null', "'It was paid.'"), end);
  });

  it('as undone only when Stripe told that it is', async () => {
    const account = await enrolled();
    const payout = stripe.simulator.createPayout({ account: account.id, amount: 5_000, currency: 'usd' });
    stripe.simulator.updateBalanceSettings(account, { schedule: { interval: 'daily' } });
    await fetchConnectedAccount(events, account.id);
    await fetchPayout(events, account.id, payout.id);
    const added = stripe.simulator.addBankAccount(account, {
      accountNumber: '000999999999',
      routingNumber: '110000000',
    });
    await fetchConnectedAccount(events, account.id);
    for (const [subject, kind] of [
      [payout.id, 'payout'],
      [account.id, 'schedule'],
      [added.id, 'destination'],
    ] as const)
      await expect(
        asProgram(record(subject, kind, "'It is undone.'", 'null'), ends(subject, "'It is undone.'", 'null')),
      ).rejects.toThrow('nothing that Stripe told');
    // A manual schedule of before it was switched on says nothing of it.
    await sql`update connected_accounts set payout_interval = 'manual', settings_read_at = now() - interval '1 hour'
      where connected_account_id = ${account.id}`;
    await expect(
      asProgram(record(account.id, 'schedule', "'x'", 'null'), ends(account.id, "'x'", 'null')),
    ).rejects.toThrow('nothing that Stripe told');
  });

  it('and what was seen of it, and its number, stay', async () => {
    for (const set of ["seen = 'x'", 'bypass_id = default', "seen_at = '2001-01-01'", "kind = 'payout'"])
      await expect(asProgram(`update bypasses set ${set}`)).rejects.toThrow('permission denied');
  });
});

it('what no reading says is tried again, and ends with that', async () => {
  const account = await enrolled();
  stripe.simulator.updateBalanceSettings(account, { schedule: { interval: 'daily' } });
  await fetchConnectedAccount(events, account.id);
  const [bypass] = await sql<
    { id: string }[]
  >`select bypass_id as id from bypasses where subject = ${account.id}`;
  const bypassId = BigInt(bypass?.id ?? 0);
  const told = {
    bypassId,
    cancelAsks: 0,
    undone: 'The payout schedule (daily) is manual again.',
    notUndone: null,
    isAway: false,
  };
  const stands = async () => {
    const [row] =
      await sql`select state, tries, not_undone from bypasses where bypass_id = ${String(bypassId)}`;
    return row;
  };
  for (let tries = 1; tries < 5; tries += 1) {
    await endBypass(worker, told);
    expect(await stands()).toMatchObject({ state: 'waiting', tries });
  }
  await endBypass(worker, told);
  expect(await stands()).toMatchObject({
    state: 'ended',
    not_undone: 'Stripe was asked to, and has not told that it is so.',
  });
});

it('of an account that Sluice does not pay out, a payout past a hold alarms once and nothing is changed at Stripe', async () => {
  const record = await enrolled({ isEnrolled: false });
  stripe.simulator.updateBalanceSettings(record, { schedule: { interval: 'daily' } });
  const pay = () => stripe.simulator.createPayout({ account: record.id, amount: 5_000, currency: 'usd' });
  const holdFrom = (interval: string) => sql`
    insert into holds (hold_id, connected_account_id, source, reason_code, reviewer_text, owner_text, evidence, placed_by, review_by, placed_at)
    values (${`hld_${crypto.randomUUID()}`}, ${record.id}, 'operator', 'unusual_activity', 'Strange', 'We look at it.', '{}', 'opr_1',
      now() + interval '1 day', now() + ${interval}::interval)`;
  const before = pay();
  await fetchPayout(events, record.id, before.id);
  expect(await alarmsAbout(before.id), 'free').toEqual([]);
  await holdFrom('1 hour');
  await fetchPayout(events, record.id, before.id);
  expect(await alarmsAbout(before.id), 'from before the hold').toEqual([]);
  await holdFrom('-1 day');
  const held = pay();
  await fetchPayout(events, record.id, held.id);
  expect(await alarmsAbout(held.id)).toMatchObject([
    { kind: 'payout_bypassed', text: expect.stringContaining('The account is held') as string },
  ]);
  await sql`update alarms set closed_at = now() where subject = ${held.id}`;
  await fetchPayout(events, record.id, held.id);
  expect(await alarmsAbout(held.id), 'closed by a person').toEqual([]);
  await sendBypassEnds(worker);
  expect(statusOf(held.id)).toBe('pending');
  expect(intervalOf(record.id)).toBe('daily');
});

it('a copied request id does not make a payout ours', async () => {
  const record = await enrolled();
  const payout = stripe.simulator.createPayout({
    account: record.id,
    amount: 5_000,
    currency: 'usd',
    metadata: { sluice_payout_request_id: 'prq_00000000000000000000000000000000' },
  });
  await fetchPayout(events, record.id, payout.id);
  expect(await alarmsAbout(payout.id)).toHaveLength(1);
});

it('a schedule that was switched on is manual again', async () => {
  const record = await enrolled();
  stripe.simulator.updateBalanceSettings(record, { schedule: { interval: 'daily' } });
  await fetchConnectedAccount(events, record.id);
  expect((await alarmsAbout(record.id)).map(({ kind }) => kind)).toContain('schedule_bypassed');
  await sendBypassEnds(worker);
  expect(intervalOf(record.id)).toBe('manual');
  const text = (await alarmsAbout(record.id)).find(({ kind }) => kind === 'schedule_bypassed')?.text;
  expect(text).toContain('Undone: The payout schedule (daily) is manual again.');
  const [mirror] =
    await sql`select payout_interval from connected_accounts where connected_account_id = ${record.id}`;
  expect(mirror).toEqual({ payout_interval: 'manual' });
});

it('Stripe refusing to switch it off is said, and nothing claims a lock', async () => {
  const record = await enrolled();
  stripe.simulator.updateBalanceSettings(record, { schedule: { interval: 'weekly' } });
  await fetchConnectedAccount(events, record.id);
  stripe.simulator.faults.add({
    match: { method: 'POST', path: '/v1/balance_settings', account: record.id },
    fault: {
      kind: 'error',
      status: 400,
      type: 'invalid_request_error',
      message: 'Ask us for Platform controls.',
    },
    times: 1,
  });
  await sendBypassEnds(worker);
  const text = (await alarmsAbout(record.id)).find(({ kind }) => kind === 'schedule_bypassed')?.text;
  expect(text).toContain(
    'Not undone: The payout schedule is still weekly. Stripe says: Ask us for Platform controls.',
  );
});

it('a new destination is an incident that names what stays', async () => {
  const record = await enrolled();
  const added = stripe.simulator.addBankAccount(record, {
    accountNumber: '000999999999',
    routingNumber: '110000000',
  });
  await fetchConnectedAccount(events, record.id);
  await sendBypassEnds(worker);
  const [alarm] = await alarmsAbout(added.id);
  expect(alarm).toMatchObject({ kind: 'destination_added' });
  const [account] = await sql<{ name: string }[]>`
    select display_name as name from connected_accounts where connected_account_id = ${record.id}`;
  expect(alarm?.text).toContain(`was added as a destination of ${account?.name ?? ''} outside Sluice.`);
  expect(alarm?.text).toContain('Not undone: The destination stays at Stripe');
});

it('an account that Sluice does not pay out may do all of it', async () => {
  const record = await enrolled({ isEnrolled: false });
  const payout = stripe.simulator.createPayout({ account: record.id, amount: 5_000, currency: 'usd' });
  await fetchPayout(events, record.id, payout.id);
  stripe.simulator.updateBalanceSettings(record, { schedule: { interval: 'daily' } });
  await fetchConnectedAccount(events, record.id);
  await sendBypassEnds(worker);
  expect(statusOf(payout.id)).toBe('pending');
  expect(intervalOf(record.id)).toBe('daily');
  expect(await sql`select from bypasses where connected_account_id = ${record.id}`).toHaveLength(0);
});

describe('seen late, by a list and not by an event,', () => {
  const enrol = (id: string, since: string) => sql`
    insert into payout_accounts (connected_account_id, enrolled_by, enrolled_at)
    values (${id}, 'opr_1', clock_timestamp() + ${since}::interval)`;

  it('a payout that was made since the enrolment is an incident, one from before it is none', async () => {
    const record = await enrolled({ isEnrolled: false });
    const before = stripe.simulator.createPayout({ account: record.id, amount: 1_000, currency: 'usd' });
    const after = stripe.simulator.createPayout({ account: record.id, amount: 2_000, currency: 'usd' });
    stripe.simulator.putInTransit(after.id);
    await enrol(record.id, '1 minute');
    await fetchPayout(events, record.id, before.id);
    await sql`update payout_accounts set enrolled_at = now() - interval '1 minute' where connected_account_id = ${record.id}`;
    await fetchPayout(events, record.id, after.id);
    expect(await alarmsAbout(before.id)).toEqual([]);
    expect(await alarmsAbout(after.id)).toMatchObject([{ kind: 'payout_bypassed' }]);
  });

  it('one that was mirrored beside the enrolment is found when the mirror is looked at again, once', async () => {
    const record = await enrolled({ isEnrolled: false });
    const payout = stripe.simulator.createPayout({ account: record.id, amount: 1_000, currency: 'usd' });
    await fetchPayout(events, record.id, payout.id);
    await enrol(record.id, '-1 minute');
    await noteMissedBypasses(worker, {});
    await noteMissedBypasses(worker, {});
    expect(await alarmsAbout(payout.id)).toMatchObject([{ kind: 'payout_bypassed' }]);
    expect(await sql`select from bypasses where subject = ${payout.id}`).toHaveLength(1);
  });

  it('one that could have been of a call of ours is an incident once that call has another', async () => {
    const record = await enrolled();
    const request = await insertPayoutRequest(sql, {
      state: 'approved',
      connectedAccountId: record.id,
      amount: 5_000n,
    });
    // A copied id, as the test above sent one, locks dispatch.
    await sql`update dispatch_control set read_whole_at = clock_timestamp()`;
    await sql`update dispatch_control set locked_at = null, locked_because = null`;
    await beginCall(sql, request);
    await sql`update payout_attempts set calls = 1 where payout_request_id = ${request.payoutRequestId}`;
    const copy = stripe.simulator.createPayout({
      account: record.id,
      amount: 5_000,
      currency: 'usd',
      metadata: { sluice_payout_request_id: request.payoutRequestId },
    });
    await fetchPayout(events, record.id, copy.id);
    await noteMissedBypasses(worker, {});
    expect(await alarmsAbout(copy.id)).toEqual([]);
    await sql`update payout_attempts set state = 'accepted', payout_id = 'po_ours'
      where payout_request_id = ${request.payoutRequestId}`;
    await noteMissedBypasses(worker, {});
    expect(await alarmsAbout(copy.id)).toMatchObject([{ kind: 'payout_bypassed' }]);
  });
});
