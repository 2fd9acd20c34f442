import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { startTestStripe, type TestStripe } from '#scripts/test-stripe.ts';
import { jobContext, type Context } from '../context.ts';
import { readPageRequest } from '../paging.ts';
import { fetchInvitedAccounts } from './fetch-invited-accounts.ts';
import { countSellerInvitations, listSellerInvitations } from './invitation-queries.ts';
import { inviteSeller } from './invite-seller.ts';
import { revokeSellerInvitation } from './revoke-seller-invitation.ts';
import { sendSellerAccount } from './send-seller-account.ts';
import type { InvitationPart } from './types.ts';

let stripe: TestStripe;
let sql: postgres.Sql;
let number = 0;

const JOB = jobContext('fetch-invited-accounts');
const ANNA: Context = {
  ...jobContext('test'),
  actor: { kind: 'operator', operatorId: 'opr_Anna', name: 'Anna', role: 'finance_operator' },
};

beforeAll(async () => {
  stripe = await startTestStripe();
  sql = postgres(stripe.databaseOwnerUrl, { max: 1, onnotice: () => undefined });
  await sql`insert into operators (operator_id, email, name, role) values ('opr_Anna', 'anna@example.com', 'Anna', 'finance_operator')`;
});
afterAll(async () => {
  await sql.end({ timeout: 5 });
  await stripe.stop();
});
beforeEach(() => {
  stripe.simulator.requests.clear();
});

const wish = () => {
  number += 1;
  return {
    email: `ola${String(number)}@bakery.example`,
    name: 'Ola Nord',
    businessName: `Bakery ${String(number)}`,
    country: 'SE',
    businessType: 'company',
  } as const;
};

/** Invited, and Stripe's answer lost: with or without an account at Stripe. */
async function unanswered(fault: { kind: 'truncated' } | { kind: 'error_500'; executed: boolean }) {
  const invited = wish();
  const { sellerInvitationId } = await inviteSeller(ANNA, invited);
  stripe.simulator.faults.add({ match: { method: 'POST', path: '/v1/accounts' }, fault, times: 1 });
  await expect(sendSellerAccount(ANNA, { sellerInvitationId })).rejects.toMatchObject({ code: 'conflict' });
  return { ...invited, sellerInvitationId };
}

/** As it is when the call has been over for a while. */
const agoCalled = (sellerInvitationId: string, interval: string) =>
  sql`update seller_invitations set first_called_at = first_called_at - ${interval}::interval, last_called_at = last_called_at - ${interval}::interval,
    absent_at = absent_at - ${interval}::interval where seller_invitation_id = ${sellerInvitationId}`;

const rowOf = async (sellerInvitationId: string) => {
  const [row] = await sql<{ state: string; account: string | null; absent: Date | null }[]>`
    select state, connected_account_id as account, absent_at as absent from seller_invitations where seller_invitation_id = ${sellerInvitationId}`;
  return row;
};

const madeFor = (sellerInvitationId: string) => {
  const { store } = stripe.simulator.core;
  return store.accounts
    .rows(store.platformId)
    .filter(({ account }) => account.metadata?.['sluice_seller_invitation_id'] === sellerInvitationId);
};

const revoke = (sellerInvitationId: string) => revokeSellerInvitation(ANNA, { sellerInvitationId });

it('an account whose answer was lost is found, locked and read back without anybody', async () => {
  const { sellerInvitationId } = await unanswered({ kind: 'truncated' });
  expect(await fetchInvitedAccounts(JOB), 'the call may still be under way').toEqual({ found: 0, absent: 0 });
  await agoCalled(sellerInvitationId, '2 minutes');
  expect(await fetchInvitedAccounts(JOB)).toEqual({ found: 1, absent: 0 });
  const [made] = madeFor(sellerInvitationId);
  expect(await rowOf(sellerInvitationId)).toMatchObject({ state: 'created', account: made?.id });
  const [mirrored] = await sql`
    select payout_interval, lock_strength from connected_accounts where connected_account_id = ${made?.id ?? ''}`;
  expect(mirrored).toEqual({ payout_interval: 'manual', lock_strength: 'manual_sole_payer' });
  await sendSellerAccount(ANNA, { sellerInvitationId });
  expect(madeFor(sellerInvitationId)).toHaveLength(1);
  expect(stripe.simulator.requests.list({ method: 'POST', path: '/v1/accounts' })).toHaveLength(1);
});

it('nobody takes back what may have been made: one seller never gets a second account by another invitation', async () => {
  const { sellerInvitationId, ...again } = await unanswered({ kind: 'truncated' });
  await expect(revoke(sellerInvitationId)).rejects.toThrow('could make a second one');
  await expect(inviteSeller(ANNA, again)).rejects.toMatchObject({ code: 'conflict' });
  await agoCalled(sellerInvitationId, '50 minutes');
  await expect(revoke(sellerInvitationId), 'time alone proves nothing').rejects.toThrow(
    'could make a second',
  );
  await fetchInvitedAccounts(JOB);
  await revoke(sellerInvitationId);
  expect(await rowOf(sellerInvitationId), 'it is known, and locked').toMatchObject({ state: 'created' });
});

it('what Stripe does not have is taken back after a look that began when the call was over, and none before', async () => {
  const { sellerInvitationId, ...again } = await unanswered({ kind: 'error_500', executed: false });
  await agoCalled(sellerInvitationId, '2 minutes');
  expect(await fetchInvitedAccounts(JOB)).toEqual({ found: 0, absent: 1 });
  // Asked once more: what was seen before says nothing about that.
  await expect(sendSellerAccount(ANNA, { sellerInvitationId })).rejects.toMatchObject({ code: 'conflict' });
  await expect(revoke(sellerInvitationId)).rejects.toThrow('could make a second one');
  await expect(
    sql.begin(async (tx) => {
      await tx`set local role sluice_app`;
      await tx`update seller_invitations set revoked_at = now() where seller_invitation_id = ${sellerInvitationId}`;
    }),
  ).rejects.toThrow('seller_invitations_taken_back');
  await agoCalled(sellerInvitationId, '2 minutes');
  expect(await fetchInvitedAccounts(JOB)).toEqual({ found: 0, absent: 1 });
  expect(await fetchInvitedAccounts(JOB), 'a tenth of the time since the call is not over').toEqual({
    found: 0,
    absent: 0,
  });
  await revoke(sellerInvitationId);
  await inviteSeller(ANNA, again);
});

it('one that appears after all is written beside the invitation that was taken back', async () => {
  const { sellerInvitationId, email } = await unanswered({ kind: 'error_500', executed: false });
  await agoCalled(sellerInvitationId, '2 minutes');
  await fetchInvitedAccounts(JOB);
  await revoke(sellerInvitationId);
  await fetch(`${stripe.url}/v1/accounts`, {
    method: 'POST',
    headers: { authorization: `Bearer ${process.env['STRIPE_SECRET_KEY'] ?? ''}` },
    body: new URLSearchParams({
      email,
      country: 'SE',
      'metadata[sluice_seller_invitation_id]': sellerInvitationId,
    }),
  });
  await agoCalled(sellerInvitationId, '10 minutes');
  expect(await fetchInvitedAccounts(JOB)).toEqual({ found: 1, absent: 0 });
  const [made] = madeFor(sellerInvitationId);
  expect(await rowOf(sellerInvitationId)).toMatchObject({ state: 'created', account: made?.id });
  const [mirrored] =
    await sql`select payout_interval from connected_accounts where connected_account_id = ${made?.id ?? ''}`;
  expect(mirrored).toEqual({ payout_interval: 'manual' });
});

it('Stripe’s silence leaves everything as it is', async () => {
  const { sellerInvitationId } = await unanswered({ kind: 'truncated' });
  await agoCalled(sellerInvitationId, '2 minutes');
  stripe.simulator.faults.add({
    match: { method: 'GET', path: '/v1/accounts' },
    fault: { kind: 'error', status: 503, type: 'api_error', message: 'Away.' },
    times: 3,
  });
  expect(await fetchInvitedAccounts(JOB)).toEqual({ found: 0, absent: 0 });
  expect(await rowOf(sellerInvitationId)).toMatchObject({ state: 'unknown', absent: null });
  stripe.simulator.faults.clear();
});

it('the list has each invitation in its part, page by page and by address', async () => {
  const list = (part: InvitationPart, email: string | null = null, cursor?: string) =>
    listSellerInvitations(
      ANNA,
      { part, email },
      readPageRequest({ list: 'seller-invitations', filter: { part, email } }, { size: '25', cursor }),
    );
  await sql`insert into seller_invitations (seller_invitation_id, email, name, business_name, country, business_type, policy_version, terms, invited_by, idempotency_key)
    select 'inv_many_' || n, 'many' || n || '@x.example', 'M', 'B', 'SE', 'company', '1', '{}', 'opr_Anna', 'key_many_' || n from generate_series(1, 60) as n`;
  const before = await countSellerInvitations(ANNA);
  const { email, ...rest } = wish();
  const { sellerInvitationId } = await inviteSeller(ANNA, { email, ...rest });
  await sendSellerAccount(ANNA, { sellerInvitationId });
  const seen: string[] = [];
  for (let page = await list('stuck'); ; page = await list('stuck', null, page.nextCursor)) {
    seen.push(...page.rows.map((row) => row.sellerInvitationId));
    if (page.nextCursor === null) break;
  }
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.filter((id) => id.startsWith('inv_many_'))).toHaveLength(60);
  expect(seen).not.toContain(sellerInvitationId);
  expect(await countSellerInvitations(ANNA)).toEqual({ stuck: seen.length, invited: before.invited + 1 });
  expect((await list('invited')).rows.map((row) => row.sellerInvitationId)[0]).toBe(sellerInvitationId);
  expect((await list('all', email.toUpperCase())).rows.map((row) => row.email)).toEqual([email]);
  expect((await list('accepted')).rows).toEqual([]);
  expect((await list('revoked')).rows.every((row) => row.revokedAt !== null)).toBe(true);
  expect((await list('revoked')).rows.length).toBeGreaterThan(0);
});
