import postgres from 'postgres';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { openPayoutWorld, type PayoutWorld } from './payout-world.fixture.ts';
import { insertPayableAccount, insertPayoutRequest, type TestRequest } from './test-request.fixture.ts';

/*
 * A policy's limit of a day or a week, held by the database against what the program's own role inserts by itself: requests that stay below it
 * one by one, and pass it together.
 */

const REFUSED = 'needs the people that its policy names';
const LIMIT = '5000.00 USD';

let world: PayoutWorld;
let second: postgres.Sql;
beforeAll(async () => {
  world = await openPayoutWorld();
  second = postgres(process.env['DATABASE_MIGRATION_URL'] ?? '', { max: 1, onnotice: () => undefined });
  await world.tamper(`insert into payout_policies (policy_version_id, version, text, state, written_by, published_by, published_at) values
    ('ppv_day', 7, 'go\nhold for 1 approval when paid in 24 hours > ${LIMIT}', 'published', 'opr_marek', 'opr_noor', now() - interval '1 hour')`);
});
afterEach(() => inForce('24 hours'));
afterAll(async () => {
  await second.end({ timeout: 5 });
  await world.close();
});

const inForce = (days: '24 hours' | '7 days') =>
  world.tamper(`update payout_policies set text = 'go\nhold for 1 approval when paid in ${days} > ${LIMIT}'`);

let made = 0;
/** A request that stands as the database's owner put it, of an account of its own: what the program's role writes is a copy of it. */
async function standing(amount: bigint): Promise<TestRequest> {
  made += 1;
  const name = `Limit${String(made)}`;
  return insertPayoutRequest(world.sql, {
    connectedAccountId: `acct_1${name}`,
    destinationId: `ba_${name}`,
    destinationFingerprint: `fp_${name}`,
    amount,
    route: 'automatic',
  });
}

let copies = 0;
/** One more by cadence, that nobody decides, of the same account, with what is changed. */
function another(of: TestRequest, changed: Record<string, string | number | null> = {}): string {
  copies += 1;
  const id = `prq_copy${String(copies)}`;
  const differs = JSON.stringify({
    policy_version_id: 'ppv_day',
    state: 'in_review',
    is_reserved: true,
    ...changed,
    payout_request_id: id,
  });
  const named = JSON.stringify({
    payout_request_id: id,
    ...Object.fromEntries(Object.entries(changed).filter(([key]) => key in JSON.parse(of.payload))),
  });
  return `insert into payout_requests
    select (jsonb_populate_record(request, '${differs}'::jsonb || jsonb_build_object('payload', text,
      'payload_hash', encode(sha256(convert_to(text, 'UTF8')), 'hex')))).*
    from payout_requests as request, cast(payload::jsonb || '${named}'::jsonb as text) as text
    where payout_request_id = '${of.payoutRequestId}'`;
}

const asProgram = (...statements: string[]) =>
  world.sql.begin(async (tx) => {
    await tx`set local role sluice_app`;
    for (const statement of statements) await tx.unsafe(statement);
  });

const paid = (of: TestRequest, amount: number, ago: string, status = 'paid') =>
  world.tamper(`insert into payouts (payout_id, connected_account_id, livemode, occurred_at, amount, currency, status, method, is_automatic,
      arrives_on, metadata, read_at)
    values ('po_${of.connectedAccountId}${status}', '${of.connectedAccountId}', false, now() - interval '${ago}', ${String(amount)}, 'usd',
      '${status}', 'standard', false, now(), '{}', now())`);

it('counts what is still to leave, in whatever state it waits', async () => {
  for (const state of ['in_review', 'approved', 'dispatching', 'unknown', 'refused']) {
    const of = await standing(499_000n);
    await world.tamper(
      `update payout_requests set state = '${state}' where payout_request_id = '${of.payoutRequestId}'`,
    );
    await expect(asProgram(another(of))).rejects.toThrow(REFUSED);
    await asProgram(another(of, { approvals_needed: 1, route: 'people' }));
  }
});

it('counts nothing that ended, is of another account, or in another currency', async () => {
  const of = await standing(499_000n);
  await world.tamper(
    `update payout_requests set state = 'cancelled', is_reserved = false where payout_request_id = '${of.payoutRequestId}'`,
  );
  await asProgram(another(of));
  const euros = await standing(499_000n);
  await world.tamper(`update payout_requests set currency = 'eur', payload = text, payload_hash = encode(sha256(convert_to(text, 'UTF8')), 'hex')
    from (select jsonb_set(payload::jsonb, '{currency}', '"eur"')::text as text from payout_requests
      where payout_request_id = '${euros.payoutRequestId}') as changed
    where payout_request_id = '${euros.payoutRequestId}'`);
  await asProgram(another(euros, { currency: 'usd' }));
});

it('counts what left in the days that the line names, and did not come back', async () => {
  const counted = async (amount: number, ago: string, status?: string) => {
    const of = await standing(4_000_00n);
    await world.tamper(
      `update payout_requests set state = 'cancelled', is_reserved = false where payout_request_id = '${of.payoutRequestId}'`,
    );
    await paid(of, amount, ago, status);
    return asProgram(another(of));
  };
  await expect(counted(1_001_00, '23 hours')).rejects.toThrow(REFUSED);
  await counted(1_000_00, '23 hours');
  await counted(1_001_00, '25 hours');
  await counted(1_001_00, '1 hour', 'failed');
  await inForce('7 days');
  await expect(counted(1_001_00, '25 hours')).rejects.toThrow(REFUSED);
  await counted(1_001_00, '8 days');
});

it('counts again what a request grows by', async () => {
  const of = await standing(100_00n);
  await asProgram(another(of, { amount: '490000' }));
  const small = another(of, { amount: '100' });
  const id = `prq_copy${String(copies)}`;
  await world.tamper(small);
  const grow = asProgram(`update payout_requests set version = version + 1, amount = 20000, payload = text,
      payload_hash = encode(sha256(convert_to(text, 'UTF8')), 'hex')
    from (select jsonb_set(payload::jsonb, '{amount}', '"20000"')::text as text from payout_requests where payout_request_id = '${id}') as changed
    where payout_request_id = '${id}'`);
  await expect(grow).rejects.toThrow(REFUSED);
});

it('counts again when a request is opened again, what came back and what was refused', async () => {
  const open = (of: TestRequest, more = '') =>
    world.sql.begin(async (tx) => {
      // Whether its money is back is asked elsewhere; here, whether it passes the line.
      await tx`drop trigger guard_money_back on payout_requests`;
      await tx`set local role sluice_app`;
      await tx.unsafe(`update payout_requests set state = 'in_review', version = version + 1, is_reserved = true, payout_id = null,
          reservation_number = reservation_number + 1, reopened_by_operator_id = 'opr_anna'${more}
        where payout_request_id = '${of.payoutRequestId}'`);
      await tx`reset role`;
      throw new Error('opened');
    });
  const ended = async (state: 'refused' | 'returned') => {
    const of = await standing(499_000n);
    await world.tamper(`update payout_requests set state = '${state}', is_reserved = ${String(state === 'refused')},
        payout_id = ${state === 'refused' ? 'null' : "'po_back'"}, policy_version_id = 'ppv_day' where payout_request_id = '${of.payoutRequestId}'`);
    return of;
  };
  const returned = await ended('returned');
  await expect(open(returned), 'alone').rejects.toThrow('opened');
  // While it is not to leave it stands in nobody's way.
  await asProgram(another(returned, { payout_id: null }));
  await expect(open(returned)).rejects.toThrow(REFUSED);
  await expect(open(returned, ", approvals_needed = 1, route = 'people'")).rejects.toThrow('opened');
  const refused = await ended('refused');
  await expect(open(refused), 'alone').rejects.toThrow('opened');
  await paid(refused, 1_000_00, '1 hour');
  await expect(open(refused)).rejects.toThrow(REFUSED);
  await expect(open(refused, ", approvals_needed = 1, route = 'people'")).rejects.toThrow('opened');
});

it('of two at once lets the one through that comes first', async () => {
  const of = await standing(499_000n);
  await world.tamper(
    `update payout_requests set state = 'cancelled', is_reserved = false where payout_request_id = '${of.payoutRequestId}'`,
  );
  const late = another(of);
  let other: Promise<unknown> = Promise.resolve();
  await world.sql.begin(async (tx) => {
    await tx`set local role sluice_app`;
    await tx.unsafe(another(of));
    const [own] = await second<{ pid: number }[]>`select pg_backend_pid() as pid`;
    other = second
      .begin(async (inner) => {
        await inner`set local role sluice_app`;
        await inner.unsafe(late);
      })
      .catch((error: unknown) => error);
    // Until the other one waits for this one.
    let isWaiting = false;
    while (!isWaiting) {
      const [row] = await tx<{ waits: boolean }[]>`
        select cardinality(pg_blocking_pids(${own?.pid ?? 0})) > 0
          or exists (select from payout_requests where payout_request_id = ${`prq_copy${String(copies - 1)}`}) as waits`;
      isWaiting = row?.waits === true;
    }
  });
  expect(String(await other)).toContain(REFUSED);
});

it('is asked by nobody who goes on seeing what was so before, nor of an account without the row that both lock', async () => {
  const of = await standing(100_00n);
  const seen = second.begin('isolation level repeatable read', async (tx) => {
    await tx`set local role sluice_app`;
    await tx.unsafe(another(of));
  });
  await expect(seen).rejects.toThrow('sees what else is asked for it');
  await insertPayableAccount(world.sql, of);
  await expect(asProgram(another(of, { connected_account_id: 'acct_1Nobody' }))).rejects.toThrow(
    'of an enrolled account',
  );
});
