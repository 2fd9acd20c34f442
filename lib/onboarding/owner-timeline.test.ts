import { afterAll, beforeAll, expect, it } from 'vitest';
import { proveWith } from '../approvals/step-up/soft-passkey.fixture.ts';
import { readTimeline } from '../connected-accounts/timeline-queries.ts';
import { readPageRequest } from '../paging.ts';
import { openReviewWorld, type ReviewWorld } from '../payouts/review/review-world.fixture.ts';
import { acceptWithPassword } from './accept-with-password.ts';
import { confirmOwnerInvitation } from './confirm-owner-invitation.ts';
import { inviteOwner } from './invite-owner.ts';
import { letOwnerIn } from './let-owner-in.ts';
import { listOwnerInvitations, listOwnerLogins, readComingOwner } from './owner-login-queries.ts';
import { revokeSellerInvitation } from './revoke-seller-invitation.ts';
import { sendOwnerLink } from './send-owner-link.ts';
import { shutOwnerOut } from './shut-owner-out.ts';

let world: ReviewWorld;
beforeAll(async () => {
  world = await openReviewWorld();
});
afterAll(() => world.close());

async function asked(connectedAccountId: string, name: string) {
  const email = `${crypto.randomUUID()}@seller.example`;
  const reason = 'Their lawyer wrote on paper.';
  return { email, ...(await inviteOwner(world.as('anna'), { connectedAccountId, email, name, reason })) };
}

/** Of its owners alone, the newest last. */
async function toldOf(connectedAccountId: string) {
  const request = readPageRequest({ list: 'timeline', filter: { connectedAccountId } }, {});
  const { rows } = await readTimeline(world.as('ines'), connectedAccountId, 'owners', request);
  return rows.toReversed();
}

it('an account’s story tells who asked for its owner, who agreed, who made the link, and what became of the login', async () => {
  const [mine, other] = [await world.account([100_00n]), await world.account([100_00n])];
  const coming = () => readComingOwner(world.as('ines'), mine);
  expect(await coming()).toBe('nobody');
  const { email, code, sellerInvitationId } = await asked(mine, 'Olive Sand');
  expect(await coming()).toBe('asked');
  const [open] = await listOwnerInvitations(world.as('marek'), mine);
  await confirmOwnerInvitation(world.as('marek'), {
    sellerInvitationId,
    stepUpProofId: await proveWith(
      await world.passkey('marek'),
      world.as('marek'),
      open?.root ?? '',
      'owners.invite',
    ),
  });
  expect(await coming()).toBe('agreed');
  const { token } = await sendOwnerLink(world.as('marek'), { sellerInvitationId, linksSeen: 0 });
  const password = 'correct horse battery staple';
  expect(await acceptWithPassword({ token, email, code, password })).toBeNull();
  expect(await coming()).toBe('nobody');
  const [login] = await listOwnerLogins(world.as('anna'), mine);
  await shutOwnerOut(world.as('marek'), { ownerId: login?.ownerId ?? '', reason: 'The shop was sold.' });
  await letOwnerIn(world.as('noor'), { ownerId: login?.ownerId ?? '', reason: 'It was not.' });
  // However it comes about: of one who signs in already, a link is one to another password.
  await world.sql`
    insert into audit_records (connected_account_id, actor_kind, actor_id, action, subject, outcome, request_id)
    values (${mine}, 'operator', 'opr_noor', 'seller_link.make', ${sellerInvitationId}, 'done', 'r')`;
  // Another invitation that came to nothing, and one to another account.
  const gone = await asked(mine, 'Pia Moor');
  await revokeSellerInvitation(world.as('noor'), { sellerInvitationId: gone.sellerInvitationId });
  await asked(other, 'Stranger');

  const told = await toldOf(mine);
  expect(told.map(({ title, details }) => [title, ...details.slice(1)])).toEqual([
    ['anna asked for an owner: Olive Sand', 'Why: Their lawyer wrote on paper.'],
    ['marek confirmed Olive Sand as an owner'],
    ['marek made the link that lets Olive Sand in'],
    ['Olive Sand accepted, and signs in for the account'],
    ['marek shut Olive Sand out', 'Why: The shop was sold.'],
    ['noor let Olive Sand in again', 'Why: It was not.'],
    ['noor made a link to another password for Olive Sand'],
    ['anna asked for an owner: Pia Moor', 'Why: Their lawyer wrote on paper.'],
    ['noor took the invitation of Pia Moor back'],
  ]);
  expect(told.slice(0, 7).every(({ details }) => details[0] === email)).toBe(true);
  expect(told.every(({ record }) => record?.kind === 'audit')).toBe(true);
  for (const secret of [code, token]) expect(JSON.stringify(told)).not.toContain(secret);
  expect(await listOwnerLogins(world.as('anna'), mine)).toMatchObject([
    { acceptedAt: told[3]?.at, createdAt: expect.any(Date) as Date },
  ]);
});
