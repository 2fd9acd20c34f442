import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestStripe, type TestStripe } from '#scripts/test-stripe.ts';
import { signInOwnerWithPassword } from '../auth/owner-password-sign-in.ts';
import { ownerContext } from '../auth/owner-sign-in.ts';
import { hashPassword } from '../auth/password-hash.ts';
import { jobContext, type Context } from '../context.ts';
import { readPageRequest } from '../paging.ts';
import { acceptSellerInvitation } from './accept-seller-invitation.ts';
import { acceptWithPassword, findOpenLink } from './accept-with-password.ts';
import { listSellerInvitations } from './invitation-queries.ts';
import { inviteSeller } from './invite-seller.ts';
import { readComingOwner } from './owner-login-queries.ts';
import { revokeSellerInvitation } from './revoke-seller-invitation.ts';
import { sendOwnerLink } from './send-owner-link.ts';
import { sendSellerAccount } from './send-seller-account.ts';

let stripe: TestStripe;
let sql: postgres.Sql;
let number = 0;

const ANNA: Context = {
  ...jobContext('test'),
  actor: { kind: 'operator', operatorId: 'opr_Anna', name: 'Anna', role: 'finance_operator' },
};
const PASSWORD = 'correct horse battery staple';

beforeAll(async () => {
  stripe = await startTestStripe();
  sql = postgres(stripe.databaseOwnerUrl, { max: 1, onnotice: () => undefined });
  await sql`insert into operators (operator_id, email, name, role) values
    ('opr_Anna', 'anna@example.com', 'Anna', 'finance_operator'), ('opr_Marek', 'marek@example.com', 'Marek', 'administrator')`;
});
afterAll(async () => {
  await sql.end({ timeout: 5 });
  await stripe.stop();
});
beforeEach(() => {
  stripe.simulator.requests.clear();
});

const OLA = { name: 'Ola Nord', businessName: 'Bakery', country: 'SE', businessType: 'company' } as const;

async function invited(): Promise<{ sellerInvitationId: string; email: string }> {
  number += 1;
  const email = `ola${String(number)}@bakery.example`;
  const { sellerInvitationId } = await inviteSeller(ANNA, {
    ...OLA,
    email,
    businessName: `Bakery ${String(number)}`,
  });
  return { sellerInvitationId, email };
}

/** Accounts at the local Stripe that were made for an invitation. */
const madeFor = (sellerInvitationId: string) => {
  const { store } = stripe.simulator.core;
  return store.accounts
    .rows(store.platformId)
    .filter(({ account }) => account.metadata?.['sluice_seller_invitation_id'] === sellerInvitationId);
};

const rowOf = async (sellerInvitationId: string) => {
  const [row] = await sql`
    select state, connected_account_id as account, calls from seller_invitations where seller_invitation_id = ${sellerInvitationId}`;
  return row;
};

const fault = (wrong: object, times = 1): void => {
  stripe.simulator.faults.add({
    match: { method: 'POST', path: '/v1/accounts' },
    fault: wrong,
    times,
  } as Parameters<typeof stripe.simulator.faults.add>[0]);
};

it('a recipient abroad is asked for with that agreement, and for transfers alone', async () => {
  const { sellerInvitationId } = await inviteSeller(ANNA, {
    ...OLA,
    email: 'recipient@bakery.example',
    country: 'AL',
  });
  await sendSellerAccount(ANNA, { sellerInvitationId });
  const [made] = madeFor(sellerInvitationId);
  expect(made?.account).toMatchObject({ country: 'AL', tos_acceptance: { service_agreement: 'recipient' } });
  expect(Object.keys(made?.account.capabilities ?? {})).toEqual(['transfers']);
});

describe('an invited seller has one account at Stripe', () => {
  it('that pays only when asked, as read back, before there is a link', async () => {
    const { sellerInvitationId } = await invited();
    expect(await rowOf(sellerInvitationId)).toEqual({ state: 'asked', account: null, calls: 0 });
    const { token } = await sendSellerAccount(ANNA, { sellerInvitationId });
    const [made, ...others] = madeFor(sellerInvitationId);
    expect(others).toEqual([]);
    // From its first moment, not from the call after: money may come between them.
    const [asked] = stripe.simulator.requests.list({ method: 'POST', path: '/v1/accounts' });
    expect(asked?.params).toMatchObject({ settings: { payouts: { schedule: { interval: 'manual' } } } });
    expect(made?.account).toMatchObject({
      country: 'SE',
      business_type: 'company',
      controller: { requirement_collection: 'application', stripe_dashboard: { type: 'none' } },
    });
    expect(await rowOf(sellerInvitationId)).toMatchObject({ state: 'locked', account: made?.id });
    const [mirrored] = await sql`
      select payout_interval, lock_strength from connected_accounts where connected_account_id = ${made?.id ?? ''}`;
    expect(mirrored).toEqual({ payout_interval: 'manual', lock_strength: 'manual_sole_payer' });
    expect(await readComingOwner(ANNA, made?.id ?? '')).toBe('seller');
    expect(await findOpenLink(token)).toMatchObject({ connectedAccountId: made?.id });
  });

  it('whatever happens to the answer: it is looked up, and no second one is made', async () => {
    for (const wrong of [
      { kind: 'reset_after' },
      { kind: 'reset_before' },
      { kind: 'truncated' },
      { kind: 'conflict' },
      { kind: 'error_500', executed: true },
    ]) {
      const { sellerInvitationId } = await invited();
      // The SDK sends once more after a closed connection, whatever it is told.
      fault(wrong, wrong.kind.startsWith('reset') ? 2 : 1);
      await expect(sendSellerAccount(ANNA, { sellerInvitationId }), wrong.kind).rejects.toMatchObject({
        code: 'conflict',
      });
      expect(await rowOf(sellerInvitationId), wrong.kind).toMatchObject({ state: 'unknown', account: null });
      await sendSellerAccount(ANNA, { sellerInvitationId });
      expect(madeFor(sellerInvitationId), wrong.kind).toHaveLength(1);
      expect(await rowOf(sellerInvitationId), wrong.kind).toMatchObject({ state: 'locked' });
    }
  });

  it('nor when Stripe keeps a failure under the key: it is not asked for ever, and the list says what helps', async () => {
    const { sellerInvitationId, email } = await invited();
    const shown = async () => {
      const { rows } = await listSellerInvitations(
        ANNA,
        { part: 'stuck', email },
        readPageRequest({ list: 'seller-invitations', filter: {} }, {}),
      );
      return rows[0];
    };
    fault({ kind: 'error_500', executed: false });
    await expect(sendSellerAccount(ANNA, { sellerInvitationId })).rejects.toThrow('Try again');
    const again = { email, name: 'X', businessName: 'Y', businessType: 'company', country: 'US' } as const;
    await expect(inviteSeller(ANNA, again), 'nothing is offered that is refused').rejects.toThrow(
      'What helps stands beside it in the list',
    );
    expect(await shown(), 'a first one may be said by something before Stripe').toMatchObject({
      isKeySpent: false,
    });
    await expect(sendSellerAccount(ANNA, { sellerInvitationId })).rejects.toThrow('helps no more');
    expect(await shown()).toMatchObject({ isKeySpent: true });
    await expect(sendSellerAccount(ANNA, { sellerInvitationId })).rejects.toThrow('and invite again');
    expect(madeFor(sellerInvitationId)).toEqual([]);
    expect(await rowOf(sellerInvitationId)).toMatchObject({ state: 'unknown', calls: 2 });
  });

  it('and of two who try again at once the second is told, and ends nobody’s link', async () => {
    const { sellerInvitationId } = await invited();
    const marek = { ...ANNA, actor: { ...ANNA.actor, operatorId: 'opr_Marek' } } as Context;
    const both = await Promise.allSettled(
      [ANNA, marek].map((ctx) => sendSellerAccount(ctx, { sellerInvitationId, linksSeen: 0 })),
    );
    const [made] = both.flatMap((one) => (one.status === 'fulfilled' ? [one.value.token] : []));
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await findOpenLink(made ?? '')).not.toBeNull();
    await expect(sendOwnerLink(marek, { sellerInvitationId, linksSeen: 0 })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('would end theirs') as string,
    });
    expect(await findOpenLink(made ?? '')).not.toBeNull();
    await sendOwnerLink(marek, { sellerInvitationId, linksSeen: 1 });
    expect(await findOpenLink(made ?? '')).toBeNull();
  });

  it('also when two people press at once', async () => {
    const { sellerInvitationId } = await invited();
    await Promise.allSettled([1, 2, 3].map(() => sendSellerAccount(ANNA, { sellerInvitationId })));
    await sendSellerAccount(ANNA, { sellerInvitationId });
    expect(madeFor(sellerInvitationId)).toHaveLength(1);
  });

  it('and what Stripe refuses is said, once and for all', async () => {
    const { sellerInvitationId } = await invited();
    fault({ kind: 'error', status: 400, type: 'invalid_request_error', message: 'Not this one.' });
    await expect(sendSellerAccount(ANNA, { sellerInvitationId })).rejects.toThrow('Not this one.');
    await expect(sendSellerAccount(ANNA, { sellerInvitationId })).rejects.toMatchObject({
      code: 'precondition_failed',
    });
    expect(madeFor(sellerInvitationId)).toEqual([]);
  });
});

describe('an invitation', () => {
  it('says who made each link of it, which nobody writes otherwise', async () => {
    const { sellerInvitationId } = await invited();
    await sendSellerAccount(ANNA, { sellerInvitationId });
    const marek = {
      ...ANNA,
      actor: { kind: 'operator', operatorId: 'opr_Marek', name: 'Marek', role: 'administrator' },
    } as const;
    await sendSellerAccount(marek, { sellerInvitationId });
    const [row] = await sql`
      select invited_by, linked_by from seller_invitations where seller_invitation_id = ${sellerInvitationId}`;
    expect(row).toEqual({ invited_by: 'opr_Anna', linked_by: ['opr_Anna', 'opr_Marek'] });
    const asProgram = (sets: string) =>
      sql.begin(async (tx) => {
        await tx`set local role sluice_app`;
        await tx.unsafe(
          `update seller_invitations set ${sets} where seller_invitation_id = '${sellerInvitationId}'`,
        );
      });
    for (const sets of [
      "linked_by = '{}'",
      "token_hash = 'x'",
      "token_hash = 'x', linked_by = '{opr_Anna,opr_Marek,ghost}'",
      "token_hash = 'x', linked_by = '{opr_Marek}'",
    ])
      await expect(asProgram(sets)).rejects.toThrow('and made each link, stands beside it');
  });

  it('is refused where no rule invites anybody, and for an address that is invited already', async () => {
    const wish = { email: 'x@y.example', name: 'X', businessName: 'Y', businessType: 'company' } as const;
    await expect(inviteSeller(ANNA, { ...wish, country: 'KP' })).rejects.toMatchObject({
      code: 'precondition_failed',
    });
    await inviteSeller(ANNA, { ...wish, country: 'US' });
    await expect(inviteSeller(ANNA, { ...wish, email: 'X@y.example', country: 'US' })).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  it('lets in whoever holds the link and knows its address, once, and that is then how they sign in', async () => {
    const { sellerInvitationId, email } = await invited();
    const { token } = await sendSellerAccount(ANNA, { sellerInvitationId });
    expect(await acceptWithPassword({ token, email: 'other@x.example', password: PASSWORD })).toBe('address');
    expect(await acceptWithPassword({ token, email, password: 'short' })).toBe('short');
    // The verb itself: before it, the second of two tries at once would wait as at a sign-in.
    const owner = ownerContext({
      ownerId: '',
      connectedAccountId: (await rowOf(sellerInvitationId))?.['account'] as string,
      name: 'Ola',
      email,
    });
    const passwordHash = await hashPassword(PASSWORD);
    const both = await Promise.allSettled(
      [1, 2].map(() => acceptSellerInvitation(owner, { token, code: null, name: 'Ola', passwordHash })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'conflict' } });
    const signedIn = await signInOwnerWithPassword({ email, password: PASSWORD, deviceToken: null });
    expect(signedIn).toMatchObject({
      connectedAccountId: (await rowOf(sellerInvitationId))?.['account'] as string,
      email,
    });
    expect(await signInOwnerWithPassword({ email, password: `${PASSWORD}!`, deviceToken: null })).toBeNull();
    // Nobody pays it before somebody enrols it, which the list says from now on.
    const isPaid = async () => {
      const filter = { part: 'accepted', email } as const;
      const request = readPageRequest({ list: 'seller-invitations', filter }, {});
      return (await listSellerInvitations(ANNA, filter, request)).rows.map((row) => row.isPaid);
    };
    expect(await isPaid()).toEqual([false]);
    await sql`insert into payout_accounts (connected_account_id, enrolled_by)
      values (${signedIn?.connectedAccountId ?? ''}, 'test')`;
    expect(await isPaid()).toEqual([true]);
    expect(await findOpenLink(token)).toBeNull();
    await expect(
      inviteSeller(ANNA, { ...OLA, email: email.toUpperCase() }),
      'to another account that it could never sign in to',
    ).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('signs in to acct_') as string,
    });
  });

  it('gives nobody a link once it was accepted: another password takes two people', async () => {
    const { sellerInvitationId, email } = await invited();
    const { token } = await sendSellerAccount(ANNA, { sellerInvitationId });
    await acceptWithPassword({ token, email, password: PASSWORD });
    for (const again of [sendOwnerLink, sendSellerAccount])
      await expect(again(ANNA, { sellerInvitationId })).rejects.toMatchObject({
        code: 'precondition_failed',
        message: expect.stringContaining('They have accepted') as string,
      });
  });

  it('that was taken back, has expired or was replaced by a newer link lets nobody in', async () => {
    const taken = await invited();
    const { token: first } = await sendSellerAccount(ANNA, { sellerInvitationId: taken.sellerInvitationId });
    const { token: second } = await sendSellerAccount(ANNA, { sellerInvitationId: taken.sellerInvitationId });
    expect(await findOpenLink(first)).toBeNull();
    expect(await findOpenLink(second)).not.toBeNull();
    await revokeSellerInvitation(ANNA, { sellerInvitationId: taken.sellerInvitationId });
    await expect(
      acceptWithPassword({ token: second, email: taken.email, password: PASSWORD }),
    ).rejects.toMatchObject({ code: 'conflict' });
    const old = await invited();
    const { token } = await sendSellerAccount(ANNA, { sellerInvitationId: old.sellerInvitationId });
    await sql`update seller_invitations set expires_at = now() where seller_invitation_id = ${old.sellerInvitationId}`;
    expect(await findOpenLink(token)).toBeNull();
  });
});
