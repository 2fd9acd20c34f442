import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { proveWith } from '../approvals/step-up/soft-passkey.fixture.ts';
import { summariseRefusals } from '../audit/summarise-refusals.ts';
import { signInOwnerWithPassword } from '../auth/owner-password-sign-in.ts';
import { jobContext, type Context } from '../context.ts';
import { approvePayout } from '../payouts/review/approve-payout.ts';
import { openReviewWorld, type ReviewWorld } from '../payouts/review/review-world.fixture.ts';
import { askOwnPayout } from '../portal/ask-own-payout.ts';
import { acceptWithPassword, findOpenLink } from './accept-with-password.ts';
import { confirmOwnerInvitation } from './confirm-owner-invitation.ts';
import { inviteOwner } from './invite-owner.ts';
import { listOwnerInvitations, listOwnerLogins } from './owner-login-queries.ts';
import { revokeSellerInvitation } from './revoke-seller-invitation.ts';
import { sendOwnerLink } from './send-owner-link.ts';
import { sendSellerAccount } from './send-seller-account.ts';
import { shutOwnerOut } from './shut-owner-out.ts';

/* Owners for accounts that were there before them: two people, and two halves of a key. */

let world: ReviewWorld;
beforeAll(async () => {
  world = await openReviewWorld();
  await world.sql`insert into operators (operator_id, email, name, role) values ('opr_finn', 'finn@example.com', 'finn', 'finance_operator')`;
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.sql`delete from sign_in_failures`;
});

const PASSWORD = 'correct horse battery staple';
const REASON = 'Their lawyer wrote on paper.';

/** Anna asks for an owner of an account that has money. */
async function asked(by = 'anna') {
  const connectedAccountId = await world.account([100_00n]);
  const email = `${crypto.randomUUID()}@seller.example`;
  const { sellerInvitationId, code } = await inviteOwner(
    world.as(by, by === 'finn' ? 'finance_operator' : undefined),
    {
      connectedAccountId,
      email,
      name: 'Olive Sand',
      reason: REASON,
    },
  );
  const proof = async (name: string): Promise<string> => {
    const [open] = await listOwnerInvitations(world.as(name), connectedAccountId);
    return proveWith(await world.passkey(name), world.as(name), open?.root ?? '', 'owners.invite');
  };
  const confirm = async (name: string) =>
    confirmOwnerInvitation(world.as(name), { sellerInvitationId, stepUpProofId: await proof(name) });
  return { connectedAccountId, email, sellerInvitationId, code, proof, confirm };
}

/** … Marek has confirmed them and made the link. */
async function invited() {
  const owner = await asked();
  await owner.confirm('marek');
  const { token } = await sendOwnerLink(world.as('marek'), {
    sellerInvitationId: owner.sellerInvitationId,
    linksSeen: 0,
  });
  return { ...owner, token };
}

const refusal = (code: string, words: string) => ({
  code,
  message: expect.stringContaining(words) as string,
});

describe('an owner of an account that was there', () => {
  it('is let in by two people and two halves of a key, signs in to that account, and Stripe is asked for nothing', async () => {
    const { connectedAccountId, email, sellerInvitationId, code, token } = await invited();
    expect(await findOpenLink(token)).toMatchObject({ connectedAccountId, ownerId: null });
    const typed = { token, email, code, password: PASSWORD };
    expect(await acceptWithPassword({ ...typed, email: 'other@x.example' })).toBe('address');
    expect(await acceptWithPassword({ ...typed, code: '' }), 'the link alone').toBe('code');
    expect(await acceptWithPassword({ token, email, password: PASSWORD }), 'the link alone').toBe('code');
    expect(await acceptWithPassword({ ...typed, code: code.toLowerCase().replaceAll('-', ' ') })).toBeNull();
    expect(await findOpenLink(token), 'taken once').toBeNull();
    expect(await signInOwnerWithPassword({ email, password: PASSWORD, deviceToken: null })).toMatchObject({
      connectedAccountId,
    });
    expect(await listOwnerLogins(world.as('anna'), connectedAccountId)).toMatchObject([
      { name: 'Olive Sand', email, invitedBy: 'anna', confirmedBy: 'marek', disabledAt: null },
    ]);
    expect(await listOwnerInvitations(world.as('anna'), connectedAccountId)).toEqual([]);
    const record = await world.sql`
      select action, actor_id, connected_account_id as account, after ->> 'reason' as reason from audit_records
      where subject = ${sellerInvitationId} and outcome = 'done' order by audit_record_id`;
    expect(record).toEqual([
      { action: 'owner.invite', actor_id: 'opr_anna', account: connectedAccountId, reason: REASON },
      {
        action: 'owner.confirm_invitation',
        actor_id: 'opr_marek',
        account: connectedAccountId,
        reason: null,
      },
      { action: 'seller_link.make', actor_id: 'opr_marek', account: connectedAccountId, reason: null },
      {
        action: 'seller_invitation.accept',
        actor_id: `${connectedAccountId}/${email}`,
        account: connectedAccountId,
        reason: null,
      },
    ]);
    const [everything] = await world.sql<{ text: string }[]>`
      select string_agg(record::text, ' ') as text from audit_records as record`;
    for (const secret of [code, token]) expect(everything?.text).not.toContain(secret);
    // Another password is another matter (owner-renewals.test.ts): no link of an invitation is one person's way to it.
    await expect(sendOwnerLink(world.as('noor'), { sellerInvitationId, linksSeen: 1 })).rejects.toMatchObject(
      refusal('precondition_failed', 'They have accepted'),
    );
  });

  it('gets no link before a second person agrees, and none from whoever has the code', async () => {
    const { sellerInvitationId, confirm } = await asked('noor');
    await expect(sendOwnerLink(world.as('marek'), { sellerInvitationId })).rejects.toMatchObject(
      refusal('precondition_failed', 'confirms this owner first'),
    );
    await expect(
      sendSellerAccount(world.as('marek'), { sellerInvitationId }),
      'nor an account at Stripe, nor another schedule',
    ).rejects.toMatchObject(refusal('precondition_failed', 'on the account’s page'));
    await confirm('marek');
    await expect(sendOwnerLink(world.as('noor'), { sellerInvitationId })).rejects.toMatchObject(
      refusal('precondition_failed', 'has the code'),
    );
    await sendOwnerLink(world.as('anna'), { sellerInvitationId });
  });

  it('is confirmed by another administrator who proves to be there for exactly that, once', async () => {
    const { sellerInvitationId, proof, confirm } = await asked('noor');
    const early = await proof('marek');
    await expect(confirm('noor')).rejects.toMatchObject(refusal('conflict', 'You asked for this owner'));
    const stepUpProofId = await proof('ines');
    await expect(
      confirmOwnerInvitation(world.as('ines'), { sellerInvitationId, stepUpProofId }),
    ).rejects.toMatchObject({ code: 'forbidden' });
    const other = await asked('noor');
    await expect(
      confirmOwnerInvitation(world.as('marek'), {
        sellerInvitationId,
        stepUpProofId: await other.proof('marek'),
      }),
    ).rejects.toMatchObject({ code: 'forbidden' });
    await confirm('marek');
    await expect(
      confirmOwnerInvitation(world.as('marek'), { sellerInvitationId, stepUpProofId: early }),
    ).rejects.toMatchObject(refusal('conflict', 'nothing to confirm'));
  });

  it('is not confirmed, nor linked, by one hand with whoever asked', async () => {
    const { sellerInvitationId, confirm } = await asked('finn');
    const gave = async () => {
      await world.tamper(`insert into operator_invitations (token_hash, operator_id, created_by, expires_at, used_at)
        values ('finn', 'opr_finn', 'opr_marek', now() + interval '1 day', now())`);
    };
    await gave();
    await expect(confirm('marek')).rejects.toMatchObject(
      refusal('precondition_failed', 'You gave finn their link'),
    );
    await confirm('noor');
    await expect(sendOwnerLink(world.as('marek'), { sellerInvitationId })).rejects.toMatchObject(
      refusal('precondition_failed', 'has the code'),
    );
    await world.tamper(`delete from operator_invitations where token_hash = 'finn'`);
  });

  it.each([
    ['a colleague’s', 'Marek@Example.com', 'works here'],
    ['one that signs in elsewhere', 'known@seller.example', 'signs in to acct_1Elsewhere already'],
    ['one that was shut out of it', 'shut@seller.example', 'shut out here'],
  ])('has no address that is %s', async (_, email, words) => {
    const connectedAccountId = await world.account([1n]);
    await world.tamper(`
      insert into connected_account_owners (owner_id, connected_account_id, email, name) values
        ('own_known', 'acct_1Elsewhere', 'known@seller.example', 'x') on conflict do nothing;
      insert into owner_passwords (owner_id, email, password_hash) values ('own_known', 'known@seller.example', 'x') on conflict do nothing;
      insert into connected_account_owners (owner_id, connected_account_id, email, name, disabled_at)
        values ('own_shut_${connectedAccountId}', '${connectedAccountId}', 'shut@seller.example', 'x', now())`);
    await expect(
      inviteOwner(world.as('anna'), {
        connectedAccountId,
        email: email.toUpperCase(),
        name: 'x',
        reason: REASON,
      }),
    ).rejects.toMatchObject(refusal('invalid_input', words));
  });

  it('who is shut out while a link is open stays out', async () => {
    const { connectedAccountId, email, code, token } = await invited();
    await world.sql`insert into connected_account_owners (owner_id, connected_account_id, email, name)
      values (${`own_${connectedAccountId}`}, ${connectedAccountId}, ${email}, 'x')`;
    await shutOwnerOut(world.as('marek'), { ownerId: `own_${connectedAccountId}`, reason: REASON });
    await expect(acceptWithPassword({ token, email, code, password: PASSWORD })).rejects.toMatchObject(
      refusal('conflict', 'was shut out'),
    );
    expect(await signInOwnerWithPassword({ email, password: PASSWORD, deviceToken: null })).toBeNull();
  });

  it('is for an account that is connected, and of an address one invitation is open', async () => {
    const { connectedAccountId, email, confirm } = await asked();
    const again = { connectedAccountId, email: email.toUpperCase(), name: 'x', reason: REASON };
    await expect(inviteOwner(world.as('noor'), again)).rejects.toMatchObject({ code: 'conflict' });
    await world.tamper(
      `update connected_accounts set deauthorized_at = now() where connected_account_id = '${connectedAccountId}'`,
    );
    await expect(
      inviteOwner(world.as('noor'), { ...again, email: 'x@seller.example' }),
    ).rejects.toMatchObject(refusal('precondition_failed', 'has disconnected'));
    await expect(confirm('marek')).rejects.toMatchObject(refusal('precondition_failed', 'has disconnected'));
  });

  it('is taken back by anybody who may invite, before and after the link is out', async () => {
    const early = await asked();
    const { sellerInvitationId: id } = early;
    const stepUpProofId = await early.proof('marek');
    await revokeSellerInvitation(world.as('anna'), { sellerInvitationId: id });
    await expect(
      confirmOwnerInvitation(world.as('marek'), { sellerInvitationId: id, stepUpProofId }),
    ).rejects.toMatchObject({ code: 'conflict' });
    const { email, code, token, sellerInvitationId, connectedAccountId } = await invited();
    await revokeSellerInvitation(world.as('noor'), { sellerInvitationId });
    await expect(acceptWithPassword({ token, email, code, password: PASSWORD })).rejects.toMatchObject({
      code: 'conflict',
    });
    // Another one is another code.
    const next = await inviteOwner(world.as('anna'), {
      connectedAccountId,
      email,
      name: 'x',
      reason: REASON,
    });
    expect(next.code).not.toBe(code);
  });

  it('asks for payouts that neither whoever asked for them nor whoever confirmed or linked them decides', async () => {
    const { connectedAccountId, email, code, sellerInvitationId, confirm } = await asked();
    await confirm('noor');
    const { token } = await sendOwnerLink(world.as('marek'), { sellerInvitationId });
    const makers = async (id: string) =>
      (await world.sql<{ id: string }[]>`select operator_id as id from request_makers(${id}) order by 1`).map(
        ({ id: maker }) => maker,
      );
    await acceptWithPassword({ token, email, code, password: PASSWORD });
    const ctx: Context = {
      ...jobContext('test'),
      actor: { kind: 'connected_account_owner', connectedAccountId, email },
    };
    await askOwnPayout(ctx, { currency: 'usd', amount: 40_00n, seenPayable: 100_00n });
    const [request] = await world.sql<{ id: string }[]>`
      select payout_request_id as id from payout_requests where connected_account_id = ${connectedAccountId}`;
    const payoutRequestId = request?.id ?? '';
    expect(await makers(payoutRequestId)).toEqual(['opr_anna', 'opr_marek', 'opr_noor']);
    const shown = await world.look('marek', payoutRequestId);
    await expect(
      approvePayout(world.as('marek'), { ...shown, stepUpProofId: await world.prove('marek', shown) }),
    ).rejects.toMatchObject(refusal('forbidden', 'owner'));
    // One that was asked for and never accepted gave nobody anything.
    await inviteOwner(world.as('finn', 'finance_operator'), {
      connectedAccountId,
      email: 'next@seller.example',
      name: 'x',
      reason: REASON,
    });
    expect(await makers(payoutRequestId)).toEqual(['opr_anna', 'opr_marek', 'opr_noor']);
  });
});

describe('tries at the address and the code of a link', () => {
  const recorded = async (subject: string) => {
    await world.tamper(`update audit_refusals set minute = minute - interval '5 minutes'`);
    await summariseRefusals(jobContext('seal-audit'), {});
    return world.sql`
      select actor_kind, action, after ->> 'code' as code, sum((after ->> 'attempts')::int)::int as attempts from audit_records
      where subject = ${subject} and outcome = 'refused' group by 1, 2, 3 order by code`;
  };

  it('wait longer and longer, right ones as well, and are on record with the invitation', async () => {
    const { email, code, token, sellerInvitationId } = await invited();
    const typed = { token, email, code, password: PASSWORD };
    const answers = [];
    for (let at = 0; at < 20; at += 1)
      answers.push(await acceptWithPassword({ ...typed, email: `guess${String(at)}@seller.example` }));
    expect(new Set(answers)).toEqual(new Set(['address', 'too_soon']));
    expect(answers.slice(0, 4)).toEqual(['address', 'address', 'address', 'address']);
    const looked = answers.filter((answer) => answer === 'address').length;
    expect(looked).toBeLessThan(8);
    expect(await acceptWithPassword(typed)).toBe('too_soon');
    const [wait] = await world.sql<{ seconds: number }[]>`
      select extract(epoch from wait_until - failed_at)::float8 as seconds from sign_in_failures`;
    expect(wait?.seconds).toBeGreaterThanOrEqual(1);
    // A newer link is no fresh start.
    const newer = await sendOwnerLink(world.as('marek'), { sellerInvitationId });
    expect(await acceptWithPassword({ ...typed, token: newer.token })).toBe('too_soon');
    expect(await recorded(sellerInvitationId)).toEqual([
      { actor_kind: 'visitor', action: 'seller_link.use', code: 'too_soon', attempts: 22 - looked },
      { actor_kind: 'visitor', action: 'seller_link.use', code: 'wrong_address', attempts: looked },
    ]);
    const [everything] = await world.sql<{ text: string }[]>`
      select string_agg(record::text, ' ') as text from audit_records as record where action = 'seller_link.use'`;
    expect(everything?.text).not.toContain('guess');
    await world.sql`update sign_in_failures set wait_until = now()`;
    expect(
      await acceptWithPassword({ ...typed, token: newer.token }),
      'its owner is not shut out',
    ).toBeNull();
    expect(await recorded(sellerInvitationId), 'what was right is no refusal').toHaveLength(2);
  });

  it('say nothing of the address by the rules of passwords, and a password that is none costs no try', async () => {
    const { email, code, token, sellerInvitationId } = await invited();
    const short = { token, email, code, password: 'short' };
    for (let at = 0; at < 8; at += 1) expect(await acceptWithPassword(short)).toBe('short');
    expect(
      await acceptWithPassword({ ...short, email: 'x@y.example', password: email.split('@')[0] ?? '' }),
    ).toBe('address');
    expect(await acceptWithPassword({ ...short, code: '0000-0000-0000-0000' })).toBe('code');
    expect(await recorded(sellerInvitationId)).toMatchObject([
      { code: 'wrong_address', attempts: 1 },
      { code: 'wrong_code', attempts: 1 },
    ]);
  });
});
