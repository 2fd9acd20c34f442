import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestStripe, type TestStripe } from '#scripts/test-stripe.ts';
import { fetchConnectedAccount } from '../../connected-accounts/fetch-connected-account.ts';
import { jobContext } from '../../context.ts';
import { beginCall } from '../../kill-switch/test-attempt.fixture.ts';
import { fetchPayout } from '../fetch-payout.ts';
import { insertPayoutRequest } from '../requests/test-request.fixture.ts';
import { noteMissedBypasses } from './note-missed-bypasses.ts';
import { sendBypassEnds } from './send-bypass-ends.ts';
import { undoAgain } from './undo-again.ts';

/* Whoever writes the row of a payout with the program's own role before Stripe is read hides nothing by it. */

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
beforeEach(async () => {
  await sql`update dispatch_control set read_whole_at = clock_timestamp()`;
  await sql`update dispatch_control set locked_at = null, locked_because = null`;
});

/** With money, a manual schedule and a destination. */
async function account({ isEnrolled = true } = {}) {
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

const pay = (id: string, more: { metadata?: Record<string, string> } = {}) =>
  stripe.simulator.createPayout({ account: id, amount: 5_000, currency: 'usd', ...more });
type Payout = ReturnType<typeof pay>;

/** As `sluice_app`, before anybody has read it; what is not said is as Stripe has it. */
async function makeUp(id: string, payout: Payout, set: Record<string, unknown> = {}) {
  const row = {
    payout_id: payout.id,
    connected_account_id: id,
    livemode: false,
    occurred_at: new Date(payout.created * 1_000),
    amount: '5000',
    currency: 'usd',
    status: 'paid',
    method: 'standard',
    is_automatic: false,
    arrives_on: '2026-11-24',
    metadata: {},
    read_at: new Date(),
    ...set,
  };
  await sql.begin(async (tx) => {
    await tx`set local role sluice_app`;
    await tx`insert into payouts select (jsonb_populate_record(null::payouts, ${tx.json(row)})).*`;
  });
}

async function alarmsAbout(subject: string) {
  return sql<{ kind: string; text: string }[]>`
    select kind, text from alarms where subject = ${subject} and closed_at is null order by kind`;
}
const kindsAbout = async (subject: string) => (await alarmsAbout(subject)).map(({ kind }) => kind);
const mirrorOf = async (payoutId: string) =>
  (await sql`select status, occurred_at from payouts where payout_id = ${payoutId}`)[0];

describe('a payout past Sluice whose row somebody wrote first', () => {
  it('is an incident, and cancelled', async () => {
    const record = await account();
    const payout = pay(record.id);
    await makeUp(record.id, payout);
    await fetchPayout(events, record.id, payout.id);
    expect(await kindsAbout(payout.id)).toEqual(['payout_bypassed']);
    await sendBypassEnds(worker);
    expect(stripe.simulator.core.store.payouts.find(payout.id)?.row.status).toBe('canceled');
  });

  it('is one by what Stripe told, of a time before the enrolment or of another account on record, and an alarm says what differs', async () => {
    const record = await account();
    const another = await account({ isEnrolled: false });
    for (const [lie, said] of [
      [{ occurred_at: '2020-01-01' }, 'on record 2020-01-01T00:00:00.000Z'],
      [{ occurred_at: 'infinity' }, 'on record at no time'],
      [{ connected_account_id: another.id }, `account ${record.id}, on record ${another.id}`],
      [{ amount: '100' }, 'amount 50.00 USD, on record 1.00 USD'],
      [{ currency: '?' }, 'amount 50.00 USD, on record 5000 "?"'],
      [{ method: 'instant' }, 'method standard, on record instant'],
      [{ is_automatic: true }, 'made by a call, on record Stripe’s schedule'],
    ] as const) {
      const payout = pay(record.id);
      await makeUp(record.id, payout, lie);
      await fetchPayout(events, record.id, payout.id);
      const [bypassed, contradicted] = await alarmsAbout(payout.id);
      expect([bypassed?.kind, contradicted?.kind], said).toEqual(['payout_bypassed', 'reading_contradicted']);
      expect(bypassed?.text).toContain('Somebody pays 50.00 USD out of');
      expect(contradicted?.text).toContain(said);
      // What may change is as Stripe says it.
      expect((await mirrorOf(payout.id))?.['status'], said).toBe('pending');
    }
  });

  it('is one also where the row says that it was read a moment later', async () => {
    const record = await account();
    const payout = pay(record.id);
    await makeUp(record.id, payout, {
      occurred_at: '2020-01-01',
      read_at: new Date(Date.now() + 30_000),
    });
    await fetchPayout(events, record.id, payout.id);
    expect(await kindsAbout(payout.id)).toEqual(['payout_bypassed', 'reading_contradicted']);
  });

  it('is one also of a reversal that it is said to be', async () => {
    const record = await account();
    const payout = pay(record.id);
    await makeUp(record.id, payout, { original_payout_id: 'po_other' });
    await fetchPayout(events, record.id, payout.id);
    expect(await kindsAbout(payout.id)).toEqual(['payout_bypassed']);
  });

  it('of a held account alarms too', async () => {
    const record = await account({ isEnrolled: false });
    await sql`
      insert into holds (hold_id, connected_account_id, source, reason_code, reviewer_text, owner_text, evidence, placed_by, review_by, placed_at)
      values (${`hld_${crypto.randomUUID()}`}, ${record.id}, 'operator', 'unusual_activity', 'Strange', 'We look at it.', '{}', 'opr_1',
        now() + interval '1 day', now() - interval '1 day')`;
    const payout = pay(record.id);
    await makeUp(record.id, payout, { occurred_at: '2020-01-01' });
    await fetchPayout(events, record.id, payout.id);
    expect(await kindsAbout(payout.id)).toEqual(['payout_bypassed', 'reading_contradicted']);
  });

  it('locks dispatch where it carries an id of ours that no attempt has', async () => {
    const record = await account();
    const payout = pay(record.id, { metadata: { sluice_payout_request_id: 'prq_forgotten' } });
    await makeUp(record.id, payout);
    await fetchPayout(events, record.id, payout.id);
    const isLocked = async () =>
      (await sql`select locked_at is not null as is from dispatch_control`)[0]?.['is'] as boolean;
    expect(await isLocked()).toBe(true);
    // Once: whoever unlocked it has seen it.
    await sql`update dispatch_control set read_whole_at = clock_timestamp()`;
    await sql`update dispatch_control set locked_at = null, locked_because = null`;
    await fetchPayout(events, record.id, payout.id);
    expect(await isLocked()).toBe(false);
  });
});

it('a row that nobody can put into words does not keep others from being found', async () => {
  const record = await account();
  const [odd, plain] = [pay(record.id), pay(record.id)];
  await makeUp(record.id, odd, { currency: '?' });
  await makeUp(record.id, plain);
  await noteMissedBypasses(worker, {});
  expect(await kindsAbout(odd.id)).toEqual(['payout_bypassed']);
  expect(await kindsAbout(plain.id)).toEqual(['payout_bypassed']);
});

it('a payout of ours stays ours when it is read again, whatever its metadata became at Stripe', async () => {
  const record = await account();
  const request = await insertPayoutRequest(sql, {
    state: 'approved',
    connectedAccountId: record.id,
    amount: 5_000n,
  });
  await beginCall(sql, request);
  await sql`update payout_attempts set calls = 1 where payout_request_id = ${request.payoutRequestId}`;
  const payout = pay(record.id, { metadata: { sluice_payout_request_id: request.payoutRequestId } });
  await fetchPayout(events, record.id, payout.id);
  await sql`update payout_attempts set state = 'accepted', payout_id = ${payout.id}
    where payout_request_id = ${request.payoutRequestId}`;
  await fetchPayout(events, record.id, payout.id);
  const found = stripe.simulator.core.store.payouts.find(payout.id);
  if (found === undefined) throw new Error('no payout');
  found.row.metadata = {};
  await fetchPayout(events, record.id, payout.id);
  expect(await alarmsAbout(payout.id)).toEqual([]);
});

it('what Stripe says again is contradicted by nothing', async () => {
  const record = await account({ isEnrolled: false });
  const payout = pay(record.id);
  await fetchPayout(events, record.id, payout.id);
  stripe.simulator.markPaid(payout.id);
  await fetchPayout(events, record.id, payout.id);
  expect(await alarmsAbout(payout.id)).toEqual([]);
});

describe('an incident that somebody ended by hand as not undone', () => {
  /** With the program's role, and on record: the database asks for no more of words about what was not undone. */
  async function end(subject: string): Promise<void> {
    await sql.begin(async (tx) => {
      await tx`set local role sluice_app`;
      await tx`update bypasses set state = 'ended', not_undone = 'Stripe refused.', ended_at = now() where subject = ${subject}`;
      await tx`insert into audit_records (actor_kind, actor_id, action, subject, outcome, after, request_id)
        select 'job', 'end-bypasses', 'bypass.end', ${subject}, 'done',
          jsonb_build_object('kind', kind, 'undone', null, 'notUndone', not_undone), 'r' from bypasses where subject = ${subject}`;
    });
  }
  const undoneOnRecord = (subject: string) =>
    sql`select before ->> 'notUndone' as before from audit_records where action = 'bypass.undo_again' and subject = ${subject}`;

  it('is undone all the same: a payout that waits', async () => {
    const record = await account();
    const payout = pay(record.id);
    await fetchPayout(events, record.id, payout.id);
    await end(payout.id);
    await sendBypassEnds(worker);
    expect(stripe.simulator.core.store.payouts.find(payout.id)?.row.status).toBe('pending');
    expect(await undoAgain(worker)).toBe(1);
    expect(stripe.simulator.core.store.payouts.find(payout.id)?.row.status).toBe('canceled');
    expect((await alarmsAbout(payout.id))[0]?.text).toContain('Undone since: The payout is cancelled');
    expect([...(await undoneOnRecord(payout.id))]).toEqual([{ before: 'Stripe refused.' }]);
    expect(await undoAgain(worker)).toBe(0);
  });

  it.each([true, false])(
    'is undone all the same: a schedule, of an account that Sluice pays out: %s',
    async (isEnrolled) => {
      const record = await account({ isEnrolled: true });
      stripe.simulator.updateBalanceSettings(record, { schedule: { interval: 'daily' } });
      await fetchConnectedAccount(events, record.id);
      await end(record.id);
      if (!isEnrolled)
        await sql.begin(async (tx) => {
          await tx`set local session_replication_role = replica`;
          await tx`delete from payout_accounts where connected_account_id = ${record.id}`;
        });
      // Its own schedule is nobody's to switch off where Sluice does not pay it out and no press keeps it.
      expect(await undoAgain(worker)).toBe(isEnrolled ? 1 : 0);
      const { payouts } = stripe.simulator.accountOf(record.id).balanceSettings.payments;
      expect(payouts?.schedule?.interval).toBe(isEnrolled ? 'manual' : 'daily');
    },
  );

  it('that Stripe does refuse stays as it ended, and is tried again', async () => {
    const record = await account();
    const payout = pay(record.id);
    await fetchPayout(events, record.id, payout.id);
    await end(payout.id);
    stripe.simulator.faults.add({
      match: { method: 'POST', path: `/v1/payouts/${payout.id}/cancel`, account: record.id },
      fault: { kind: 'error', status: 400, type: 'invalid_request_error', message: 'Not this one.' },
      times: 1,
    });
    expect(await undoAgain(worker)).toBe(0);
    expect([...(await undoneOnRecord(payout.id))]).toEqual([]);
    expect(await undoAgain(worker)).toBe(1);
  });
});

it('an incident ends however often it is said to have been tried, and one that cannot be written down keeps no other waiting', async () => {
  const record = await account();
  const [odd, plain] = [pay(record.id), pay(record.id)];
  await fetchPayout(events, record.id, odd.id);
  await fetchPayout(events, record.id, plain.id);
  await sql.begin(async (tx) => {
    await tx`set local role sluice_app`;
    await tx`update bypasses set tries = 32767 where state = 'waiting'`;
  });
  await sql.unsafe(`
    create function refuse_end() returns trigger language plpgsql as $$ begin raise exception 'not this one'; end $$;
    create trigger refuse_end before update on bypasses for each row when (new.subject = '${odd.id}') execute function refuse_end()`);
  await expect(sendBypassEnds(worker)).rejects.toThrow('could not be ended');
  await sql`drop function refuse_end cascade`;
  const stands = async (id: string) =>
    (await sql`select state from bypasses where subject = ${id}`)[0]?.['state'] as string;
  expect([await stands(odd.id), await stands(plain.id)]).toEqual(['waiting', 'ended']);
  await sendBypassEnds(worker);
  expect(await stands(odd.id)).toBe('ended');
});
