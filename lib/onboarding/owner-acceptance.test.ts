import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { proveWith } from '../approvals/step-up/soft-passkey.fixture.ts';
import { openReviewWorld, type ReviewWorld } from '../payouts/review/review-world.fixture.ts';
import { acceptWithPassword, findOpenLink, wasLinkUsed } from './accept-with-password.ts';
import { claimSellerCall } from './claim-seller-call.ts';
import { confirmOwnerInvitation } from './confirm-owner-invitation.ts';
import { inviteOwner } from './invite-owner.ts';
import { inviteSeller } from './invite-seller.ts';
import { listOwnerInvitations, readComingOwner } from './owner-login-queries.ts';
import { recordSellerAccount } from './record-seller-account.ts';
import { sendOwnerLink } from './send-owner-link.ts';

/* What may have changed between the day when somebody was asked for and the moment when they accept. */

let world: ReviewWorld;
beforeAll(async () => {
  world = await openReviewWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.sql`delete from sign_in_failures`;
});

const PASSWORD = 'correct horse battery staple';
const REASON = 'Their lawyer wrote on paper.';

const refusal = (code: string, words: string) => ({
  code,
  message: expect.stringContaining(words) as string,
});

/** An owner for an account with money: asked for by Anna. */
async function asked() {
  const connectedAccountId = await world.account([100_00n]);
  const email = `${crypto.randomUUID()}@seller.example`;
  const { sellerInvitationId, code } = await inviteOwner(world.as('anna'), {
    connectedAccountId,
    email,
    name: 'Olive Sand',
    reason: REASON,
  });
  const confirm = async () => {
    const [open] = await listOwnerInvitations(world.as('marek'), connectedAccountId);
    const stepUpProofId = await proveWith(
      await world.passkey('marek'),
      world.as('marek'),
      open?.root ?? '',
      'owners.invite',
    );
    await confirmOwnerInvitation(world.as('marek'), { sellerInvitationId, stepUpProofId });
  };
  return { connectedAccountId, email, code, sellerInvitationId, confirm };
}

/** … confirmed, and with a link. */
async function invited() {
  const owner = await asked();
  await owner.confirm();
  const { token } = await sendOwnerLink(world.as('marek'), { sellerInvitationId: owner.sellerInvitationId });
  return { ...owner, token, typed: { token, email: owner.email, code: owner.code, password: PASSWORD } };
}

/** A seller for whom Anna alone has an account made, which is there. */
async function made() {
  const connectedAccountId = await world.account([]);
  const email = `${crypto.randomUUID()}@seller.example`;
  const { sellerInvitationId } = await inviteSeller(world.as('anna'), {
    email,
    name: 'Ola Nord',
    businessName: 'Bakery',
    country: 'SE',
    businessType: 'company',
  });
  await world.tamper(`update connected_accounts set created_at_stripe = now(), payout_interval = 'manual'
    where connected_account_id = '${connectedAccountId}'`);
  await claimSellerCall(world.as('anna'), { sellerInvitationId });
  const record = (id = connectedAccountId) =>
    recordSellerAccount(world.as('anna'), {
      sellerInvitationId,
      outcome: { kind: 'created', connectedAccountId: id, stripeRequestId: null },
    });
  const link = () => sendOwnerLink(world.as('anna'), { sellerInvitationId });
  return { connectedAccountId, email, sellerInvitationId, record, link };
}

const worksHereNow = (email: string) =>
  world.tamper(
    `insert into operators (operator_id, email, name, role) values ('opr_${email}', '${email.toUpperCase()}', 'x', 'viewer')`,
  );
const disconnects = (connectedAccountId: string) =>
  world.tamper(
    `update connected_accounts set deauthorized_at = now() where connected_account_id = '${connectedAccountId}'`,
  );
const earns = (connectedAccountId: string) =>
  world.tamper(`insert into balance_transactions
    select (jsonb_populate_record(line, jsonb_build_object('connected_account_id', '${connectedAccountId}',
      'balance_transaction_id', 'txn_${connectedAccountId}'))).* from balance_transactions as line limit 1`);
const nobodyIn = async (connectedAccountId: string) => {
  expect(
    await world.sql`select 1 from connected_account_owners where connected_account_id = ${connectedAccountId}`,
  ).toEqual([]);
};

describe('an owner of an account that was there', () => {
  it('gets no link, and is not let in by one, once they work here', async () => {
    const late = await asked();
    await late.confirm();
    const { email, typed, connectedAccountId } = await invited();
    for (const address of [late.email, email]) await worksHereNow(address);
    await expect(
      sendOwnerLink(world.as('marek'), { sellerInvitationId: late.sellerInvitationId }),
    ).rejects.toMatchObject(refusal('precondition_failed', 'works here now'));
    await expect(acceptWithPassword(typed)).rejects.toMatchObject(
      refusal('precondition_failed', 'works here now'),
    );
    await nobodyIn(connectedAccountId);
  });

  it('gets no link, and is not let in by one, once the account has disconnected', async () => {
    const late = await asked();
    await late.confirm();
    const { typed, connectedAccountId } = await invited();
    for (const account of [late.connectedAccountId, connectedAccountId]) await disconnects(account);
    await expect(
      sendOwnerLink(world.as('marek'), { sellerInvitationId: late.sellerInvitationId }),
    ).rejects.toMatchObject(refusal('precondition_failed', 'has disconnected'));
    await expect(acceptWithPassword(typed)).rejects.toMatchObject(
      refusal('precondition_failed', 'has disconnected'),
    );
    await nobodyIn(connectedAccountId);
  });

  it('is over when nobody has confirmed them within a week', async () => {
    const { sellerInvitationId, confirm } = await asked();
    const age = (hours: string) =>
      world.tamper(`update seller_invitations set invited_at = now() - interval '${hours} hours'
        where seller_invitation_id = '${sellerInvitationId}'`);
    await age('168');
    await expect(confirm()).rejects.toMatchObject(
      refusal('precondition_failed', 'Nobody confirmed this owner within a week'),
    );
    await age('167.9');
    await confirm();
  });

  it('is over when nobody has made a link within a week of the agreement, nor another one after it', async () => {
    const { sellerInvitationId, connectedAccountId, confirm } = await asked();
    await confirm();
    const age = (hours: string) =>
      world.tamper(`update seller_invitations set confirmed_at = now() - interval '${hours} hours'
        where seller_invitation_id = '${sellerInvitationId}'`);
    const standing = async () => (await listOwnerInvitations(world.as('noor'), connectedAccountId))[0];
    const link = () => sendOwnerLink(world.as('marek'), { sellerInvitationId });
    const tooLate = refusal('precondition_failed', 'agreed on this owner more than a week ago');
    await age('168');
    await expect(link()).rejects.toMatchObject(tooLate);
    expect(await standing()).toMatchObject({ isExpired: true, letsMakeLink: false, expiresAt: null });
    expect(await readComingOwner(world.as('noor'), connectedAccountId)).toBe('nobody');
    await age('167.9');
    expect(await standing()).toMatchObject({ isExpired: false, letsMakeLink: true });
    expect(await readComingOwner(world.as('noor'), connectedAccountId)).toBe('agreed');
    await link();
    await age('168');
    expect(await standing(), 'its link opens until it expires').toMatchObject({
      isExpired: false,
      letsMakeLink: false,
    });
    await expect(link()).rejects.toMatchObject(tooLate);
    await world.tamper(`update seller_invitations set expires_at = now() - interval '1 second'
      where seller_invitation_id = '${sellerInvitationId}'`);
    expect(await standing()).toMatchObject({ isExpired: true });
    expect(await readComingOwner(world.as('noor'), connectedAccountId)).toBe('nobody');
  });

  it('who presses twice reads that the link was used; of any other link that works no more nobody does', async () => {
    const { typed, token, sellerInvitationId } = await invited();
    expect(await wasLinkUsed(token)).toBe(false);
    expect(await acceptWithPassword(typed)).toBeNull();
    await expect(acceptWithPassword(typed)).rejects.toMatchObject({ code: 'conflict' });
    expect(await findOpenLink(token)).toBeNull();
    expect(await wasLinkUsed(token)).toBe(true);
    expect(await wasLinkUsed('nobody knows it')).toBe(false);
    expect(
      await world.sql`select 1 from connected_account_owners where owner_id in
      (select owner_id from seller_invitations where seller_invitation_id = ${sellerInvitationId})`,
    ).toHaveLength(1);
  });
});

describe('an account that is made for a seller, whom one person alone lets in', () => {
  it('is none with money, an owner or a past', async () => {
    const rich = await made();
    await expect(rich.record(await world.account([1_00n]))).rejects.toMatchObject(
      refusal('precondition_failed', 'from before this invitation'),
    );
    const old = await made();
    await world.tamper(`update connected_accounts set created_at_stripe = now() - interval '25 hours'
      where connected_account_id = '${old.connectedAccountId}'`);
    await expect(old.record()).rejects.toMatchObject(refusal('precondition_failed', 'from before'));
    const owned = await made();
    await world.tamper(`insert into connected_account_owners (owner_id, connected_account_id, email, name)
      values ('own_${owned.connectedAccountId}', '${owned.connectedAccountId}', 'first@seller.example', 'x')`);
    await expect(owned.record()).rejects.toMatchObject(refusal('precondition_failed', 'from before'));
  });

  it('has no link any more, and lets nobody in by one, once there is money: two people do', async () => {
    const { record, link, email, connectedAccountId } = await made();
    await record();
    const { token } = await link();
    await earns(connectedAccountId);
    await expect(link()).rejects.toMatchObject(refusal('precondition_failed', 'two people let its owner in'));
    await expect(acceptWithPassword({ token, email, password: PASSWORD })).rejects.toMatchObject(
      refusal('precondition_failed', 'two people let its owner in'),
    );
    await nobodyIn(connectedAccountId);
  });

  it('nor once it has disconnected', async () => {
    const { record, link, email, connectedAccountId } = await made();
    await record();
    const { token } = await link();
    await disconnects(connectedAccountId);
    await expect(link()).rejects.toMatchObject(refusal('precondition_failed', 'has disconnected'));
    await expect(acceptWithPassword({ token, email, password: PASSWORD })).rejects.toMatchObject(
      refusal('precondition_failed', 'has disconnected'),
    );
  });

  it('lets its owner in while it is empty', async () => {
    const { record, link, email } = await made();
    await record();
    const { token } = await link();
    expect(await acceptWithPassword({ token, email, password: PASSWORD })).toBeNull();
  });
});
