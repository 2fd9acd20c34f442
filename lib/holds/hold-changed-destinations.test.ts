import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordExternalAccounts } from '../connected-accounts/record-external-accounts.ts';
import { jobContext } from '../context.ts';
import { openPayoutWorld, type PayoutWorld } from '../payouts/requests/payout-world.fixture.ts';
import { insertPayoutRequest } from '../payouts/requests/test-request.fixture.ts';
import { listHoldsOfAccount } from './queries.ts';

/* What follows, in one transaction, when the place changes where an account's money goes. */

let world: PayoutWorld;
beforeAll(async () => {
  world = await openPayoutWorld();
});
afterAll(() => world.close());

type Found = Parameters<typeof recordExternalAccounts>[1]['externalAccounts'][number];
let reads = 0;

const bank = (externalAccountId: string, more: Partial<Found> = {}): Found => ({
  externalAccountId,
  kind: 'bank_account',
  currency: 'usd',
  country: 'US',
  last4: '6789',
  institution: 'First Bank',
  holderName: 'Owner',
  fingerprint: `fp_${externalAccountId}`,
  status: 'verified',
  isDefaultForCurrency: true,
  payoutMethods: ['standard'],
  ...more,
});

/** What Stripe lists now; each read is later than the one before. */
function read(connectedAccountId: string, externalAccounts: Found[], couldBePaidOut = false) {
  reads += 1;
  return recordExternalAccounts(jobContext('sync-connected-accounts'), {
    connectedAccountId,
    externalAccounts,
    couldBePaidOut,
    readAt: new Date(Date.now() + reads * 1_000),
  });
}

/** An enrolled account whose only destination was read, and an approved payout to it. */
async function paidAccount(name: string, more: Parameters<typeof insertPayoutRequest>[1] = {}) {
  const connectedAccountId = `acct_1${name}`;
  const request = await insertPayoutRequest(world.sql, {
    state: 'approved',
    connectedAccountId,
    destinationId: `ba_${name}`,
    destinationFingerprint: `fp_ba_${name}`,
    ...more,
  });
  await read(connectedAccountId, [bank(`ba_${name}`)]);
  await world.sql`update holds set state = 'released', released_at = now(), release_reason = 'x', released_by = 'opr_x', released_by_source = source
    where connected_account_id = ${connectedAccountId}`;
  await world.tamper(`update payout_approvals set state = 'given', voided_at = null, voided_because = null
    where payout_request_id = '${request.payoutRequestId}'`);
  await world.tamper(
    `update payout_requests set state = 'approved' where payout_request_id = '${request.payoutRequestId}'`,
  );
  return { ...request, first: bank(`ba_${name}`) };
}

const openHolds = async (connectedAccountId: string) =>
  (await listHoldsOfAccount(world.as('ines'), connectedAccountId)).filter(
    ({ state }) => state !== 'released',
  );

async function decided(payoutRequestId: string): Promise<{ state: string; given: number }> {
  const [row] = await world.sql<{ state: string; given: number }[]>`
    select state, (select count(*)::int from payout_approvals as approval
      where approval.payout_request_id = request.payout_request_id and approval.state = 'given') as given
    from payout_requests as request where payout_request_id = ${payoutRequestId}`;
  if (row === undefined) throw new Error('the request has gone');
  return row;
}

describe('a destination', () => {
  it('that an account begins with is nothing that changed', async () => {
    await read('acct_1Begins', [bank('ba_begins'), bank('ba_second', { currency: 'eur' })]);
    const rows = await world.sql`select 1 from holds where connected_account_id = 'acct_1Begins'`;
    expect(rows).toHaveLength(0);
  });

  it('that comes first to an account that could be paid out already is a new one', async () => {
    await read('acct_1Late', [], true);
    await read('acct_1Late', [bank('ba_late')], true);
    const held =
      await world.sql`select source, currency from holds where connected_account_id = 'acct_1Late'`;
    expect(held).toEqual([{ source: 'destination_change', currency: 'usd' }]);
    const changes = await world.sql`
      select is_new_destination from external_account_changes where connected_account_id = 'acct_1Late'`;
    expect(changes).toEqual([{ is_new_destination: true }]);
  });

  it('that is added holds payouts of its currency; approvals to the old one stand', async () => {
    const { connectedAccountId, first, payoutRequestId } = await paidAccount('Added');
    await read(connectedAccountId, [first, bank('ba_AddedNew', { last4: '0001', currency: 'eur' })]);
    expect(await openHolds(connectedAccountId)).toMatchObject([
      { source: 'destination_change', currency: 'eur', keepsPercent: 100, placedBy: null },
    ]);
    const [hold] = await openHolds(connectedAccountId);
    expect(hold?.reviewerText).toContain('First Bank •••• 0001 was added');
    expect(hold?.ownerText).not.toMatch(/bank|destination|chang/i);
    expect(await decided(payoutRequestId)).toEqual({ state: 'approved', given: 2 });
  });

  it.each<[string, Partial<Found>]>([
    ['another number behind the same id', { last4: '6666', fingerprint: 'fp_thief' }],
    ['another holder', { holderName: 'Somebody else' }],
  ])('that becomes %s holds, and approvals to it are void', async (_, change) => {
    const { connectedAccountId, first, payoutRequestId } = await paidAccount(`Swap${String(reads)}`);
    await read(connectedAccountId, [{ ...first, ...change }]);
    expect(await openHolds(connectedAccountId)).toHaveLength(1);
    expect(await decided(payoutRequestId)).toEqual({ state: 'in_review', given: 0 });
  });

  it('that is replaced: held for the new one, void for the old one', async () => {
    const { connectedAccountId, payoutRequestId } = await paidAccount('Replaced');
    await read(connectedAccountId, [bank('ba_ReplacedNew')]);
    expect(await openHolds(connectedAccountId)).toHaveLength(1);
    expect(await decided(payoutRequestId)).toEqual({ state: 'in_review', given: 0 });
  });

  it('that goes again is no reason any more: its source lifts its own hold, and no other', async () => {
    const { connectedAccountId, first } = await paidAccount('Gone');
    await read(connectedAccountId, [first, bank('ba_GoneNew')]);
    await read(connectedAccountId, [{ ...first, last4: '1111' }, bank('ba_GoneNew')]);
    expect(await openHolds(connectedAccountId)).toHaveLength(2);
    await read(connectedAccountId, [{ ...first, last4: '1111' }]);
    expect(await openHolds(connectedAccountId)).toMatchObject([{ reason: 'destination_changed' }]);
    await read(connectedAccountId, []);
    expect(await openHolds(connectedAccountId)).toHaveLength(1);
  });

  it('that is only verified, or another default, or read again, holds nothing', async () => {
    const { connectedAccountId, first, payoutRequestId } = await paidAccount('Same');
    await read(connectedAccountId, [
      { ...first, status: 'errored', isDefaultForCurrency: false, payoutMethods: ['instant'] },
    ]);
    await read(connectedAccountId, [first]);
    expect(await openHolds(connectedAccountId)).toHaveLength(0);
    expect(await decided(payoutRequestId)).toEqual({ state: 'approved', given: 2 });
    // Nor is it a changed destination for the policy, the queue or the score.
    const changes = await world.sql`
      select is_new_destination from external_account_changes where connected_account_id = ${connectedAccountId}
      order by external_account_change_id desc limit 2`;
    expect(changes).toEqual([{ is_new_destination: false }, { is_new_destination: false }]);
  });

  it('is recorded together with its hold or not at all', async () => {
    const { connectedAccountId, first } = await paidAccount('Together');
    await world.tamper(
      `create function refuse_hold() returns trigger language plpgsql as 'begin raise exception ''no holds today''; end'`,
    );
    await world.tamper(
      'create trigger refuse before insert on holds for each row execute function refuse_hold()',
    );
    try {
      await expect(read(connectedAccountId, [first, bank('ba_TogetherNew')])).rejects.toThrow();
    } finally {
      await world.tamper('drop trigger refuse on holds');
    }
    const rows =
      await world.sql`select 1 from external_accounts where external_account_id = 'ba_TogetherNew'`;
    expect(rows).toHaveLength(0);
  });

  it('of an account that can pay itself raises an alarm; of one that cannot, the hold is enough', async () => {
    const weak = await paidAccount('Weak');
    const strong = await paidAccount('Strong');
    await world.sql`update connected_accounts set lock_strength = 'manual_holder_can_pay' where connected_account_id = ${weak.connectedAccountId}`;
    await read(weak.connectedAccountId, [weak.first, bank('ba_WeakNew')]);
    await read(strong.connectedAccountId, [strong.first, bank('ba_StrongNew')]);
    const alarms = await world.sql`select subject from alarms where kind = 'destination_changed'`;
    expect(alarms).toEqual([{ subject: weak.connectedAccountId }]);
  });
});
