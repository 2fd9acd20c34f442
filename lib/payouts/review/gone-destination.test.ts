import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getPayoutRequest } from '../queue/detail-queries.ts';
import { listOpenRequests } from '../queue/open-queries.ts';
import { readPayoutRequests } from '../queue/queries.ts';
import { approvePayout } from './approve-payout.ts';
import { afterGoneInWords, goneInWords, type GoneDestination } from './gone-destination.ts';
import { openReviewWorld, type ReviewWorld } from './review-world.fixture.ts';

let world: ReviewWorld;
beforeAll(async () => {
  world = await openReviewWorld();
});
afterAll(() => world.close());

const linesOf = async (payoutRequestId: string, title: string) =>
  (await getPayoutRequest(world.as('ines'), payoutRequestId)).preview.groups
    .find((group) => group.title === title)
    ?.lines.map(({ name, value }) => `${name}: ${value}`);

describe('a request whose destination is gone', () => {
  const remove = (connectedAccountId: string) =>
    world.tamper(
      `update external_accounts set deleted_at = '2026-11-22T09:10:00Z' where connected_account_id = '${connectedAccountId}'`,
    );

  it('says before anybody confirms which one, that nobody can approve it, and who does what next', async () => {
    const { payoutRequestId, connectedAccountId } = await world.ask();
    const before = await getPayoutRequest(world.as('ines'), payoutRequestId);
    expect(before).toMatchObject({ goneDestination: null, preview: { destinationGone: null } });
    await remove(connectedAccountId);
    const { preview, particulars, goneDestination } = await getPayoutRequest(
      world.as('ines'),
      payoutRequestId,
    );
    const fact = expect.stringMatching(
      /•••• \d{4}, where this was to go, was removed at Stripe \(seen 2026-11-22 09:10 UTC\)\. Nobody can approve it\.$/,
    ) as string;
    expect(preview.destinationGone).toEqual({
      fact,
      next: 'Next: its owner adds a bank account or card for USD at Stripe; the account has no other. Then anna changes it with “Change…”, and it goes there; or reject it.',
    });
    expect(preview.isKept).toBe(true);
    expect(goneDestination).toBe('removed');
    expect(particulars[0]).toEqual({ code: 'destination_gone', words: 'Destination gone' });
    const said = `${preview.destinationGone?.fact ?? ''} ${preview.destinationGone?.next ?? ''}`;
    expect(await linesOf(payoutRequestId, 'What stands in the way')).toContain(`Destination: ${said}`);
    const [open] = await listOpenRequests(world.as('ines'), connectedAccountId, 5);
    expect(open?.keptBy).toEqual([said.replace(/\.$/, '')]);

    const shown = await world.look('ines', payoutRequestId);
    await expect(
      approvePayout(world.as('ines'), { ...shown, stepUpProofId: await world.prove('ines', shown) }),
    ).rejects.toMatchObject({
      code: 'precondition_failed',
      message: expect.stringContaining('Nothing was decided.') as string,
    });
    // Out of the queue it is no matter any more.
    await world.reject('ines', payoutRequestId);
    expect(await readPayoutRequests(world.as('ines'), [payoutRequestId])).toMatchObject([
      { goneDestination: null },
    ]);
  });

  it('names where it would go now, also when another account stands behind the same id', async () => {
    const { payoutRequestId, connectedAccountId } = await world.ask();
    await world.tamper(`
      insert into external_accounts (external_account_id, connected_account_id, kind, currency, country, institution, last4, fingerprint,
        status, is_default_for_currency, payout_methods, first_seen_at, read_at)
      select 'ba_other_' || connected_account_id, connected_account_id, kind, currency, country, 'Other Bank', '4242', 'fp_other',
        status, false, payout_methods, first_seen_at, read_at
      from external_accounts where connected_account_id = '${connectedAccountId}'`);
    expect((await getPayoutRequest(world.as('ines'), payoutRequestId)).preview.destinationGone).toBeNull();
    await world.tamper(
      `update external_accounts set fingerprint = 'fp_thief' where connected_account_id = '${connectedAccountId}' and institution is distinct from 'Other Bank'`,
    );
    const replaced = (await getPayoutRequest(world.as('ines'), payoutRequestId)).preview.destinationGone;
    expect(replaced?.fact).toContain('is another bank account or card now. Nobody can approve it.');
    await world.tamper(
      `update external_accounts set deleted_at = now() where connected_account_id = '${connectedAccountId}' and institution is distinct from 'Other Bank'`,
    );
    const removed = (await getPayoutRequest(world.as('ines'), payoutRequestId)).preview.destinationGone;
    expect(removed?.next).toBe(
      'Next: anna changes it with “Change…”, and it goes to Other Bank •••• 4242, the account’s destination for USD now; or reject it.',
    );
  });

  it('sends a schedule’s and an owner’s back to whoever asks again', () => {
    const gone: GoneDestination = { how: 'unknown', label: 'ba_1', at: null, instead: 'Bank •••• 0017' };
    expect(goneInWords(gone)).toBe(
      'ba_1, where this was to go, is not known at Stripe any more. Nobody can approve it.',
    );
    expect(afterGoneInWords(gone, { origin: 'cadence', currency: 'eur' }, null)).toBe(
      'Next: reject it. The schedule asks again at its next time, for a payout to Bank •••• 0017, the account’s destination for EUR now.',
    );
    expect(afterGoneInWords({ ...gone, instead: null }, { origin: 'owner', currency: 'eur' }, null)).toBe(
      'Next: reject it, and have its owner add a bank account or card for EUR at Stripe; the account has no other. Its owner asks again in the portal.',
    );
  });
});

it('who is told names who reads the owner’s portal, and says so where nobody does', async () => {
  const { payoutRequestId, connectedAccountId } = await world.ask();
  expect(await linesOf(payoutRequestId, 'Who is told')).toContain(
    'The owner’s portal: shows it to nobody: no owner of this account signs in there',
  );
  await world.tamper(`
    insert into connected_account_owners (owner_id, connected_account_id, email, name, disabled_at)
    values ('own_1', '${connectedAccountId}', 'a@example.com', 'Maria Ferreira', null),
      ('own_2', '${connectedAccountId}', 'b@example.com', 'Gone Owner', now())`);
  expect(await linesOf(payoutRequestId, 'Who is told')).toContain(
    'The owner’s portal: shows it to Maria Ferreira: among what waits until it leaves, then among what is on its way',
  );
});
