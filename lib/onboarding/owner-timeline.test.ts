import { afterAll, beforeAll, expect, it } from 'vitest';
import { proveWith } from '../approvals/step-up/soft-passkey.fixture.ts';
import { readTimeline } from '../connected-accounts/timeline-queries.ts';
import { readPageRequest } from '../paging.ts';
import { openReviewWorld, type ReviewWorld } from '../payouts/review/review-world.fixture.ts';
import { acceptWithPassword } from './accept-with-password.ts';
import { askOwnerRenewal } from './ask-owner-renewal.ts';
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

it('it tells as well what ended by time alone, when it did, and once it was taken back in time nothing of that', async () => {
  const mine = await world.account([100_00n]);
  const [silent, agreed, linked, taken, coming] = [
    await asked(mine, 'Silent Sam'),
    await asked(mine, 'Agreed Ann'),
    await asked(mine, 'Linked Lou'),
    await asked(mine, 'Taken Tom'),
    await asked(mine, 'Coming Cleo'),
  ];
  await world.tamper(`
    update seller_invitations set invited_at = now() - interval '30 days'
      where seller_invitation_id <> '${coming.sellerInvitationId}' and connected_account_id = '${mine}';
    update seller_invitations set confirmed_by = 'opr_marek', confirmed_at = now() - interval '25 days'
      where seller_invitation_id in ('${agreed.sellerInvitationId}', '${linked.sellerInvitationId}');
    update seller_invitations set token_hash = 'x', linked_by = '{opr_marek}', expires_at = now() - interval '10 days'
      where seller_invitation_id = '${linked.sellerInvitationId}';
    update seller_invitations set revoked_at = now() - interval '29 days' where seller_invitation_id = '${taken.sellerInvitationId}';
    insert into connected_account_owners (owner_id, connected_account_id, email, name)
      values ('own_${mine}', '${mine}', 'rita@seller.example', 'Rita');
    insert into owner_passwords (owner_id, email, password_hash) values ('own_${mine}', 'rita@seller.example', 'x')`);
  // Taken back after it was over: that does not undo that it was.
  await revokeSellerInvitation(world.as('noor'), { sellerInvitationId: silent.sellerInvitationId });
  const ask = async (set: string) => {
    const { ownerRenewalId } = await askOwnerRenewal(world.as('anna'), {
      ownerId: `own_${mine}`,
      reason: 'They rang.',
    });
    await world.tamper(`update owner_renewals set ${set} where owner_renewal_id = '${ownerRenewalId}'`);
  };
  await ask("expires_at = now() - interval '3 days'");
  await ask(
    "made_by = 'opr_marek', made_at = now() - interval '9 days', token_hash = 'y', expires_at = now() - interval '2 days'",
  );
  await ask("expires_at = now() + interval '1 day'");
  const ended = (await toldOf(mine)).filter(({ key }) => key.startsWith('owner_end/'));
  const days = (at: Date) => Math.round((Date.now() - at.getTime()) / 86_400_000);
  expect(ended.map(({ title, details, at }) => [days(at), title, ...details])).toEqual([
    [23, 'Nobody confirmed Silent Sam as an owner within a week: asking for them ended', silent.email],
    [18, 'Nobody made the link for Agreed Ann within a week: what two people agreed on ended', agreed.email],
    [10, 'The link that lets Linked Lou in expired', linked.email],
    [3, 'Nobody made the link to another password for Rita within a week', 'rita@seller.example'],
    [2, 'The link to another password for Rita expired', 'rita@seller.example'],
  ]);
});
