import { afterAll, beforeAll, expect, it } from 'vitest';
import { amendPayoutRequest } from '../requests/amend-payout-request.ts';
import { reopenPayoutRequest } from '../requests/reopen-payout-request.ts';
import { approvePayout } from '../review/approve-payout.ts';
import { openReviewWorld, type ReviewWorld } from '../review/review-world.fixture.ts';
import { getPayoutRequest } from './detail-queries.ts';

let world: ReviewWorld;
beforeAll(async () => {
  world = await openReviewWorld();
});
afterAll(() => world.close());

const look = (payoutRequestId: string) => getPayoutRequest(world.as('anna'), payoutRequestId);
const destinationOf = async (id: string) => (await look(id)).destinationId;
const reopen = (payoutRequestId: string) =>
  reopenPayoutRequest(world.as('anna'), { payoutRequestId, seenVersion: 1, reason: 'Details corrected' });

/** One whose payout came back because the bank account is closed, as Stripe says it. */
async function cameBack() {
  const { payoutRequestId, connectedAccountId } = await world.ask();
  await world.tamper(`
    update payout_requests set state = 'refused', payout_id = 'po_${payoutRequestId}', failure_code = 'account_closed'
    where payout_request_id = '${payoutRequestId}'`);
  await errored(connectedAccountId, true);
  return { payoutRequestId, connectedAccountId };
}

/** The bank sent a payout back, and Stripe says so of the destination; or its owner has corrected it. */
const errored = (account: string, isSo: boolean) =>
  world.tamper(`
    update external_accounts set status = '${isSo ? 'errored' : 'new'}'
    where connected_account_id = '${account}' and institution is distinct from 'Other Bank';
    insert into external_account_changes (connected_account_id, external_account_id, change, seen_at, is_new_destination)
    select connected_account_id, external_account_id, 'changed', clock_timestamp(), false from external_accounts
    where connected_account_id = '${account}' and institution is distinct from 'Other Bank'`);

/** Another one of the same account and currency, not its default. */
const addOther = (account: string) =>
  world.tamper(`
    insert into external_accounts (external_account_id, connected_account_id, kind, currency, country, institution, last4, fingerprint,
      status, is_default_for_currency, payout_methods, first_seen_at, read_at)
    select 'ba_other_' || connected_account_id, connected_account_id, kind, currency, country, 'Other Bank', '4242', 'fp_other',
      'new', false, payout_methods, first_seen_at, read_at
    from external_accounts where connected_account_id = '${account}'`);

it('one that came back from a closed bank account is opened again only once the account has a destination', async () => {
  const { payoutRequestId: id, connectedAccountId } = await cameBack();
  const shown = await look(id);
  expect(shown.reopening).toEqual({
    isPossible: false,
    fact: 'The destination •••• 6789, where this was to go, takes no payouts: its bank sent one back, and Stripe sends none until its details are corrected.',
    next: 'Next: its owner corrects its details at Stripe, or adds another bank account or card for USD; the account has no other. Then it can be opened again here. Or cancel it.',
  });
  // What happened to it, and not that it is another one.
  expect(shown.particulars[0]?.words).toBe('Destination takes no payouts');
  expect(shown.particulars.map(({ code }) => code)).not.toContain('destination_changed');
  await expect(reopen(id)).rejects.toMatchObject({ code: 'precondition_failed' });

  await addOther(connectedAccountId);
  expect((await look(id)).reopening).toMatchObject({
    isPossible: true,
    next: 'Next: open it again, and it goes to Other Bank •••• 4242, the account’s destination for USD now, once other people have decided; or cancel it.',
  });
  await errored(connectedAccountId, false);
  expect((await look(id)).reopening).toEqual({
    isPossible: true,
    fact: null,
    next: 'Next: open it again, and it goes to bank account •••• 6789, once other people have decided; or cancel it.',
  });
  // Twice it was seen to be otherwise, and each time it was the same bank account.
  expect((await look(id)).particulars.map(({ code }) => code)).not.toContain('destination_changed');
  await world.tamper(
    `update connected_accounts set payouts_enabled = false where connected_account_id = '${connectedAccountId}'`,
  );
  expect((await look(id)).reopening).toMatchObject({
    isPossible: false,
    next: expect.stringContaining('Stripe has switched payouts of') as string,
  });
  await expect(reopen(id)).rejects.toThrow('Stripe has switched payouts of');
});

it('to a bank account that takes no payouts nobody approves; corrected, it stands as before', async () => {
  const { payoutRequestId: id, connectedAccountId } = await world.ask();
  await errored(connectedAccountId, true);
  const { preview, reopening } = await look(id);
  expect(reopening).toBeNull();
  expect(preview.destinationGone).toEqual({
    fact: expect.stringMatching(/takes no payouts: .* Nobody can approve it while that is so\.$/) as string,
    next: 'Next: its owner corrects its details at Stripe, or adds another bank account or card for USD; then people can decide. Or reject it.',
  });
  const shown = await world.look('ines', id);
  await expect(
    approvePayout(world.as('ines'), { ...shown, stepUpProofId: await world.prove('ines', shown) }),
  ).rejects.toThrow('Nothing was decided.');
  await errored(connectedAccountId, false);
  await world.approve('ines', id);
  expect(await world.request(id)).toMatchObject({ standing: 1 });
});

it('whoever asked chooses another destination, which costs every approval and stays chosen', async () => {
  const { payoutRequestId: id, connectedAccountId } = await world.ask();
  await addOther(connectedAccountId);
  const own = await destinationOf(id);
  const other = `ba_other_${connectedAccountId}`;
  expect((await look(id)).destinations).toEqual([
    { destinationId: own, label: 'bank account •••• 6789' },
    { destinationId: other, label: 'Other Bank •••• 4242' },
  ]);
  await world.approve('ines', id);
  const change = (seenVersion: number, destinationId?: string) =>
    amendPayoutRequest(world.as('anna'), {
      payoutRequestId: id,
      seenVersion,
      amount: 40_00n,
      because: 'To their other bank',
      ...(destinationId === undefined ? {} : { destinationId }),
    });
  await change(1, other);
  expect(await world.request(id)).toMatchObject({ state: 'in_review', version: 2, standing: 0 });
  expect(await destinationOf(id)).toBe(other);
  const shown = await world.look('anna', id);
  await expect(
    approvePayout(world.as('anna'), { ...shown, stepUpProofId: await world.prove('anna', shown) }),
  ).rejects.toMatchObject({ code: 'conflict' });
  await change(2);
  expect(await destinationOf(id)).toBe(other);
  // Behind the same id is another bank account now: back to the account's default.
  await world.tamper(
    `update external_accounts set fingerprint = 'fp_thief' where external_account_id = '${other}'`,
  );
  await change(3);
  expect(await destinationOf(id)).toBe(own);
  await expect(change(4, 'ba_of_somebody_else')).rejects.toThrow(
    'ba_of_somebody_else cannot take a payout in USD',
  );
});
