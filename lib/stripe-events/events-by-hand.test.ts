import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestStripe, type TestStripe } from '#scripts/test-stripe.ts';
import { fetchConnectedAccount } from '../connected-accounts/fetch-connected-account.ts';
import { jobContext } from '../context.ts';
import { databaseClient } from '../db/client.ts';
import { checkInvariants } from '../ledger/check-invariants.ts';
import { READS_ACCOUNT, READS_PAYOUT } from '../ledger/invariants/events-unread.ts';
import { fetchPayout } from '../payouts/fetch-payout.ts';
import { claimStripeEvents } from './claim-stripe-events.ts';
import { handlerOf, subscribedEventTypes } from './registry.ts';
import { settleStripeEvents } from './settle-stripe-events.ts';

/* With the program's own role nobody takes an event out of its way unseen. */

let stripe: TestStripe;
let sql: postgres.Sql;
let serial = 0;
const job = jobContext('process-stripe-events');

beforeAll(async () => {
  stripe = await startTestStripe();
  sql = postgres(stripe.databaseOwnerUrl, { max: 2, onnotice: () => undefined });
});
afterAll(async () => {
  await sql.end({ timeout: 5 });
  await stripe.stop();
});

type Told = { type?: string; account?: string; object?: string; state?: string; attempts?: number };

/** An event as it stands in the inbox. */
async function received(told: Told = {}): Promise<string> {
  const {
    type = 'payout.paid',
    account = 'acct_1',
    object = 'po_1',
    state = 'received',
    attempts = 0,
  } = told;
  serial += 1;
  const id = `evt_${String(serial)}`;
  await sql`
    insert into stripe_events (stripe_event_id, occurred_at, connected_account_id, type, livemode, endpoint_kind, arrived_by, object_id,
      state, attempts)
    values (${id}, now(), ${account}, ${type}, false, 'connect', 'webhook', ${object}, ${state}, ${attempts})`;
  return id;
}
const set = (id: string, assignments: string) =>
  databaseClient().unsafe(`update stripe_events set ${assignments} where stripe_event_id = '${id}'`);

describe('by hand, an event', () => {
  it.each<[Told, string]>([
    [{}, "state = 'processed', processed_at = now()"],
    [{}, "next_attempt_at = 'infinity'"],
    [{}, 'attempts = 2147483647'],
    [{ attempts: 3 }, 'attempts = 1'],
    [{ state: 'failed', attempts: 8 }, "state = 'processed', last_error = null"],
    [{ state: 'failed', attempts: 8 }, "state = 'ignored'"],
    [{ state: 'failed', attempts: 8 }, 'last_error = null'],
    [{ state: 'processed', attempts: 1 }, "state = 'received'"],
    [{ state: 'processed', attempts: 1 }, "last_error = 'x'"],
  ])('%o is not changed: %s', async (told, assignments) => {
    await expect(set(await received(told), assignments)).rejects.toMatchObject({ code: '23000' });
  });

  it('is replayed or set aside on record of a person alone', async () => {
    const id = await received({ state: 'failed', attempts: 8 });
    const onRecord = (kind: string, action: string, assignments: string) =>
      databaseClient().begin(async (tx) => {
        await tx.unsafe(`update stripe_events set ${assignments} where stripe_event_id = '${id}'`);
        await tx`insert into audit_records (actor_kind, actor_id, action, subject, outcome, request_id)
          values (${kind}, 'opr_1', ${action}, ${id}, 'done', 'r')`;
      });
    const aside = 'stripe_event.set_aside';
    for (const [kind, action, assignments] of [
      ['job', aside, "state = 'ignored'"],
      ['operator', aside, "state = 'processed'"],
      ['operator', 'stripe_event.replay', "state = 'ignored'"],
      ['operator', 'stripe_event.replay', "state = 'received', attempts = 0"],
      ['operator', 'stripe_event.replay', "state = 'received', next_attempt_at = 'infinity'"],
    ] as const)
      await expect(onRecord(kind, action, assignments), assignments).rejects.toMatchObject({ code: '23000' });
    await onRecord('operator', 'stripe_event.replay', "state = 'received', next_attempt_at = now()");
    const [claimed] = await claimStripeEvents(job, { limit: 100 }).then((all) =>
      all.filter(({ stripeEventId }) => stripeEventId === id),
    );
    if (claimed === undefined) throw new Error('it is due');
    await settleStripeEvents(job, [{ ...claimed, outcome: 'failed', error: 'no', riskFacts: [] }]);
    await onRecord('operator', aside, "state = 'ignored'");
  });
});

describe('an event that is called processed', () => {
  async function named(): Promise<string[]> {
    const names = [];
    for (const from of [null, new Date(Date.now() - 86_400_000)]) {
      const reports = await checkInvariants(jobContext('check-invariants'), { from });
      const report = reports.find(({ invariant }) => invariant === 'events_processed');
      names.push(
        (report?.findings ?? []).flatMap(({ id, text }) => (text.includes('nothing was read') ? [id] : [])),
      );
    }
    expect(names[0]).toEqual(names[1]);
    return names[0] ?? [];
  }
  /** Read an hour ago, and not since. */
  async function account() {
    const record = stripe.simulator.createAccount({ type: 'custom', onboarded: true });
    stripe.simulator.addBankAccount(record, { accountNumber: '000123456789', routingNumber: '110000000' });
    stripe.simulator.createCharge({
      account: record.id,
      amount: 90_000,
      currency: 'usd',
      fee: 0,
      availableOn: 0,
    });
    await fetchConnectedAccount(job, record.id);
    await sql.begin(async (tx) => {
      await tx`set local session_replication_role = replica`;
      await tx`update connected_accounts set read_at = now() - interval '1 hour' where connected_account_id = ${record.id}`;
    });
    return record.id;
  }
  const done = { state: 'processed', attempts: 1 };

  it('and was not, is named until its payout or its account is read', async () => {
    const id = await account();
    const payout = stripe.simulator.createPayout({ account: id, amount: 5_000, currency: 'usd' });
    const events = [
      await received({ ...done, account: id, object: payout.id }),
      await received({ ...done, state: 'ignored', account: id, object: payout.id }),
    ];
    expect(await named()).toEqual(expect.arrayContaining(events));
    await fetchPayout(job, id, payout.id);
    expect(await named()).not.toEqual(expect.arrayContaining([events[0]]));
    const changed = await received({ ...done, type: 'balance_settings.updated', account: id, object: 'x' });
    expect(await named()).toContain(changed);
    await fetchConnectedAccount(job, id);
    expect(await named()).toEqual([]);
  });

  it('is not named where nothing can be read, where a person set it aside, and where nothing has to be', async () => {
    const id = await account();
    await sql`update connected_accounts set deauthorized_at = now() where connected_account_id = ${id}`;
    await received({ ...done, account: id, object: 'po_gone' });
    await received({ ...done, account: 'acct_never_let_us_in', object: 'po_gone' });
    await received({ ...done, type: 'payment_intent.created', account: await account() });
    const aside = await received({ ...done, state: 'ignored', account: await account(), object: 'po_aside' });
    expect(await named()).toEqual([aside]);
    await sql`insert into audit_records (actor_kind, actor_id, action, subject, outcome, request_id)
      values ('operator', 'opr_1', 'stripe_event.set_aside', ${aside}, 'done', 'r')`;
    expect(await named()).toEqual([]);
  });

  it('has its payout or its account read, of every type of which that is said', () => {
    const view = { connectedAccountId: 'acct_1', objectId: 'po_1', object: { id: 'po_1', charge: 'ch_1' } };
    const reads = (kind: string): string[] =>
      subscribedEventTypes('connect').filter((type) => {
        try {
          return handlerOf(type)?.({ ...view, type }).some((refresh) => refresh.kind === kind) === true;
        } catch {
          // An object of another kind; it is about neither.
          return false;
        }
      });
    expect(reads('payout').sort()).toEqual([...READS_PAYOUT].sort());
    // After the end of our access the account is not read; a failed payout reads both.
    const both = ['account.application.deauthorized', 'payout.failed'];
    expect(reads('connected_account').sort()).toEqual([...READS_ACCOUNT, ...both].sort());
  });
});
