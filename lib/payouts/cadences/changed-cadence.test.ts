import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jobContext, type Context } from '../../context.ts';
import { asDatabaseOwner } from '../../db/client.ts';
import { plainTransaction } from '../../ledger/balance-transaction.fixture.ts';
import { recordBalanceTransactions } from '../../ledger/record-balance-transactions.ts';
import { amendPayoutRequest } from '../requests/amend-payout-request.ts';
import { insertPayableAccount } from '../requests/test-request.fixture.ts';
import { openReviewWorld, type ReviewWorld } from '../review/review-world.fixture.ts';
import { proposeDuePayouts } from './propose-due-payouts.ts';
import { setPayoutCadence } from './set-payout-cadence.ts';

/* Whoever changes a cadence or what stays asks for what it proposes, until another person has approved it once. */

let world: ReviewWorld;
beforeAll(async () => {
  world = await openReviewWorld();
  // Everything may go, as far as this policy is concerned.
  await world.tamper(`
    insert into payout_policies (policy_version_id, version, text, state, written_by, published_by, published_at)
    values ('ppv_1', 1, 'go', 'published', 'opr_marek', 'opr_noor', now() - interval '1 hour')`);
});
afterAll(() => world.close());

const set = (ctx: Context, connectedAccountId: string, seenVersion: number | null, minimumBalances = '') =>
  setPayoutCadence(ctx, {
    connectedAccountId,
    cadence: 'daily',
    atMinute: 24,
    zone: 'UTC',
    minimumBalances,
    seenVersion,
  });

let charges = 0;
async function earn(connectedAccountId: string, amount: bigint, currency = 'usd'): Promise<void> {
  charges += 1;
  await recordBalanceTransactions(world.ctx, [
    plainTransaction({
      balanceTransactionId: `txn_more${String(charges)}`,
      connectedAccountId,
      currency,
      amount,
      type: 'charge',
      occurredAt: new Date(Date.UTC(2026, 9, 6, 9, charges)),
    }),
  ]);
}

type Proposed = { id: string; route: string; state: string; needed: number; asker: string | null };

let dueTimes = 0;
/** The cadence falls due. @returns what it proposed, by currency */
async function fallDue(connectedAccountId: string): Promise<Proposed[]> {
  dueTimes += 1;
  await world.sql`
    update payout_cadences set next_due_at = date_trunc('minute', now()) - make_interval(days => 3, mins => ${-dueTimes})
    where connected_account_id = ${connectedAccountId}`;
  await proposeDuePayouts(jobContext('propose-payouts'));
  return await world.sql<Proposed[]>`
    select request.payout_request_id as id, route, state, approvals_needed as needed, requested_by_operator_id as asker
    from payout_cadence_runs as run join payout_requests as request using (payout_request_id)
    where run.connected_account_id = ${connectedAccountId} and request.origin = 'cadence' and run.due_at = (
      select max(due_at) from payout_cadence_runs as newest where newest.connected_account_id = run.connected_account_id)
    order by request.currency`;
}

async function only(connectedAccountId: string): Promise<Proposed> {
  const [proposed, ...more] = await fallDue(connectedAccountId);
  if (proposed === undefined || more.length > 0) throw new Error('not one proposal');
  return proposed;
}

const HERS = { route: 'people', state: 'in_review', needed: 1, asker: 'opr_anna' };
const BY_POLICY = { route: 'automatic', state: 'approved', needed: 0, asker: null };

describe('after a person changed the cadence or what stays', () => {
  it('no one person moves money: what it proposes is asked for by them until another one has approved it', async () => {
    const account = await world.account([103_22n]);
    await set(world.as('anna'), account, null);
    const first = await only(account);
    expect(first).toMatchObject(HERS);
    await expect(world.approve('anna', first.id)).rejects.toThrow('You asked for this payout yourself');
    await expect(
      world.sql.begin(async (tx) => {
        await tx`set local role sluice_app`;
        await tx`update payout_requests set version = 2, route = 'automatic', approvals_needed = 0 where payout_request_id = ${first.id}`;
      }),
    ).rejects.toThrow(/asked for by hand|as many people as before/);
    await earn(account, 10_00n);
    expect(await only(account)).toMatchObject(HERS);
    expect(await world.approve('ines', first.id)).toMatchObject({ state: 'approved' });
    await earn(account, 20_00n);
    expect(await only(account)).toMatchObject(BY_POLICY);
  });

  it('each change asks anew, and each currency for itself', async () => {
    const account = await world.account([100_00n]);
    await set(world.as('anna'), account, null, '50.00 USD');
    await world.approve('ines', (await only(account)).id);
    await insertPayableAccount(world.sql, {
      connectedAccountId: account,
      currency: 'eur',
      destinationId: `ba_eur_${account}`,
      destinationFingerprint: 'fp_eur',
    });
    await earn(account, 7_00n);
    await earn(account, 9_00n, 'eur');
    expect(await fallDue(account)).toMatchObject([HERS, BY_POLICY]);
    await set(world.as('anna'), account, 1);
    expect(await only(account)).toMatchObject(HERS);
    await set(world.as('marek'), account, 2);
    await earn(account, 5_00n);
    expect(await only(account)).toMatchObject({ ...HERS, asker: 'opr_marek' });
  });

  it('what was rejected, or was made another payout first, has approved nothing; nor does a job free it', async () => {
    const account = await world.account([100_00n]);
    await set(world.as('anna'), account, null);
    await world.reject('ines', (await only(account)).id);
    const second = await only(account);
    expect(second).toMatchObject(HERS);
    const amend = (ctx: Context, seenVersion: number, amount: bigint) =>
      amendPayoutRequest(ctx, { payoutRequestId: second.id, seenVersion, amount, because: 'Less of it' });
    await amend(world.as('anna'), 1, 2_00n);
    expect(await amend(jobContext('propose-payouts'), 2, 1_00n)).toMatchObject({ state: 'in_review' });
    expect(await world.approve('ines', second.id)).toMatchObject({ state: 'approved' });
    expect(await only(account)).toMatchObject(HERS);
  });

  it('holds wherever it was changed: never in place, and never dated back', async () => {
    const account = await world.account([100_00n]);
    await set(world.as('anna'), account, null, '60.00 USD');
    await world.approve('ines', (await only(account)).id);
    const asProgram = (sets: string) =>
      world.sql.begin(async (tx) => {
        await tx`set local role sluice_app`;
        await tx.unsafe(`update payout_cadences set ${sets} where connected_account_id = '${account}'`);
      });
    await expect(asProgram("minimum_balances = '{}'")).rejects.toThrow('only as a new version');
    await expect(asProgram("set_by = 'somebody'")).rejects.toThrow('only as a new version');
    await asProgram("minimum_balances = '{}', version = version + 1, set_at = now() - interval '1 year'");
    expect(await only(account)).toMatchObject(HERS);
  });

  it('is asked of the program too: what it writes in a person’s name for a cadence never needs nobody', async () => {
    const account = await world.account([100_00n]);
    await set(world.as('anna'), account, null);
    const { id } = await only(account);
    const copy = `prq_${crypto.randomUUID().replaceAll('-', '')}`;
    await expect(
      world.sql.begin(async (tx) => {
        await tx`set local role sluice_app`;
        await tx`
          insert into payout_requests select (jsonb_populate_record(of, jsonb_build_object('payout_request_id', ${copy}::text,
            'payload', replace(of.payload, ${id}, ${copy}), 'approvals_needed', 0, 'route', 'automatic',
            'payload_hash', encode(sha256(convert_to(replace(of.payload, ${id}, ${copy}), 'UTF8')), 'hex')))).*
          from payout_requests as of where of.payout_request_id = ${id}`;
      }),
    ).rejects.toThrow('was asked for by hand');
  });

  it('dates from when it was changed, not from when that began: what was approved in between is of the one before', async () => {
    const account = await world.account([100_00n]);
    await set(world.as('anna'), account, null);
    await world.sql.begin(async (tx) => {
      await tx`set local role sluice_app`;
      await tx`select now()`;
      await world.approve('ines', (await only(account)).id);
      await tx`update payout_cadences set minimum_balances = '{}', version = version + 1, zone = 'Europe/Berlin',
          next_due_at = next_cadence_due(cadence, weekdays, month_day, 'Europe/Berlin', at_minute, now())
        where connected_account_id = ${account}`;
    });
    await earn(account, 5_00n);
    expect(await only(account)).toMatchObject(HERS);
  });

  it('only whoever owns the database sets one that nobody asks for', async () => {
    const account = await world.account([100_00n]);
    await expect(set(jobContext('seed-demo'), account, null)).rejects.toThrow();
    await set(world.as('anna'), account, null);
    await expect(
      world.sql.begin(async (tx) => {
        await tx`set local role sluice_app`;
        await tx`update payout_cadences set set_by = 'seed-demo', version = version + 1 where connected_account_id = ${account}`;
      }),
    ).rejects.toThrow('is set by a person who may');
  });

  it('where no person set it, the policy decides', async () => {
    const account = await world.account([100_00n]);
    await asDatabaseOwner(() => set(jobContext('seed-demo'), account, null));
    expect(await only(account)).toMatchObject(BY_POLICY);
  });
});
