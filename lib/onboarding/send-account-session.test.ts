import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestStripe, type TestStripe } from '#scripts/test-stripe.ts';
import { jobContext, type Context } from '../context.ts';
import { placeHold } from '../holds/place-hold.ts';
import { askKillSwitchRelease } from '../kill-switch/ask-kill-switch-release.ts';
import { awaitStandstill } from '../kill-switch/await-standstill.ts';
import { engageProven, releaseProven } from '../kill-switch/test-press.fixture.ts';
import { askAccountSession } from './ask-account-session.ts';
import { listOutgrownSessions, listSessionsBeforePress } from './queries.ts';
import { recordAccountSession } from './record-account-session.ts';
import { sendAccountSession } from './send-account-session.ts';
import { openOwnedAccount, type OpenedAccount, type TestOwner } from './test-owner.fixture.ts';
import type { ComponentGrant } from './types.ts';

let stripe: TestStripe;
let sql: postgres.Sql;

const as = (name: string, role: 'finance_operator' | 'risk_reviewer' | 'administrator'): Context => ({
  ...jobContext('test'),
  actor: { kind: 'operator', operatorId: `opr_${name}`, name, role },
});
const ANNA = as('Anna', 'finance_operator');
const INES = as('Ines', 'risk_reviewer');
const MAREK = as('Marek', 'administrator');

beforeAll(async () => {
  stripe = await startTestStripe();
  sql = postgres(stripe.databaseOwnerUrl, { max: 2, onnotice: () => undefined });
  for (const [name, role] of [
    ['Anna', 'finance_operator'],
    ['Ines', 'risk_reviewer'],
    ['Marek', 'administrator'],
  ] as const)
    await sql`insert into operators (operator_id, email, name, role) values (${`opr_${name}`}, ${`${name}@example.com`}, ${name}, ${role})`;
});
afterAll(async () => {
  await sql.end({ timeout: 5 });
  await stripe.stop();
});
beforeEach(() => {
  stripe.simulator.requests.clear();
});

const open = (options: OpenedAccount = {}): Promise<TestOwner> => openOwnedAccount(stripe, sql, options);

async function hold(owner: TestOwner): Promise<void> {
  await placeHold(INES, {
    connectedAccountId: owner.connectedAccountId,
    payoutRequestId: null,
    reason: 'unusual_activity',
    reviewerText: 'Looks odd',
  });
}

async function withSwitch(scopeValue: string, during: () => Promise<void>): Promise<void> {
  const { killSwitchId } = await engageProven(sql, ANNA, {
    scope: 'connected_account',
    scopeValue,
    reason: 'Strange',
  });
  try {
    await during();
  } finally {
    await awaitStandstill(killSwitchId);
    await askKillSwitchRelease(INES, { killSwitchId, reason: 'Over' });
    await releaseProven(sql, MAREK, { killSwitchId, askedBy: 'opr_Ines' });
  }
}

/** Sessions of an account as the local Stripe has them. */
const atStripe = ({ connectedAccountId }: TestOwner) =>
  stripe.simulator.core.store.accountSessions.rows(connectedAccountId).map(({ session }) => session);

const rowsOf = ({ connectedAccountId }: TestOwner) => sql`
  select state, lets_pay_itself, lets_refund, lets_change_destination, expires_at is not null as expires
  from account_sessions where connected_account_id = ${connectedAccountId} order by asked_at`;

const PAYING = ['standard_payouts', 'instant_payouts', 'edit_payout_schedule'];

/** Features that are on in a session at Stripe, by component. */
function on(session: object): string[] {
  return Object.entries(session as Record<string, ComponentGrant>).flatMap(([name, { enabled, features }]) =>
    enabled ? Object.entries(features).flatMap(([feature, is]) => (is ? [`${name}.${feature}`] : [])) : [],
  );
}
const paysBy = (session: object) => on(session).filter((name) => PAYING.includes(name.split('.')[1] ?? ''));

const pay = ({ connectedAccountId }: TestOwner, method: 'standard' | 'instant' = 'standard') =>
  stripe.simulator.selfPayout({ account: connectedAccountId, amount: 100, currency: 'usd', method });

describe('a session', () => {
  it('is made at Stripe with the platform’s key for the owner’s account, and is on record', async () => {
    const owner = await open();
    const session = await sendAccountSession(owner.ctx);
    const [made] = atStripe(owner);
    expect(session.clientSecret).toBe(made?.client_secret);
    expect(made?.account).toBe(owner.connectedAccountId);
    const [request] = stripe.simulator.requests.list().filter(({ path }) => path === '/v1/account_sessions');
    expect(request?.headers['stripe-account']).toBeUndefined();
    const [row] =
      await sql`select * from account_sessions where connected_account_id = ${owner.connectedAccountId}`;
    expect(request?.headers['idempotency-key']).toBe(row?.['account_session_id']);
    expect(row).toMatchObject({ state: 'issued', owner_id: owner.ownerId, expires_at: session.expiresAt });
    const record = await sql`select action, actor_id from audit_records
      where connected_account_id = ${owner.connectedAccountId} and subject = ${String(row?.['account_session_id'])} order by audit_record_id`;
    expect(record.map(({ action }) => String(action))).toEqual([
      'account_session.ask',
      'account_session.record',
    ]);
    expect(record[0]?.['actor_id']).toContain(owner.connectedAccountId);
  });

  it('of an account that we pay lets nobody pay, held or not', async () => {
    const owner = await open();
    await sendAccountSession(owner.ctx);
    expect(() => pay(owner)).toThrow('no means to pay itself');
    expect(() => pay(owner, 'instant')).toThrow('no means to pay itself');
    await hold(owner);
    await sendAccountSession(owner.ctx);
    expect(() => pay(owner)).toThrow('no means to pay itself');
    for (const { components } of atStripe(owner)) expect(paysBy(components)).toEqual([]);
  });

  it('of an account that Stripe pays lets its owner pay until something holds it', async () => {
    const owner = await open({ interval: 'daily', isPaidByUs: false });
    await sendAccountSession(owner.ctx);
    expect(paysBy(atStripe(owner)[0]?.components ?? {}).sort()).toEqual([
      'balances.edit_payout_schedule',
      'balances.standard_payouts',
      'payouts.edit_payout_schedule',
      'payouts.standard_payouts',
    ]);
    await hold(owner);
    await sendAccountSession(owner.ctx);
    const held = atStripe(owner)[1];
    expect(paysBy(held?.components ?? {})).toEqual([]);
    expect(held?.components).toMatchObject({
      payouts: { enabled: false },
      payouts_list: { enabled: true },
      payout_details: { enabled: true },
    });
    expect([...(await rowsOf(owner))]).toMatchObject([
      { state: 'issued', lets_pay_itself: true, lets_refund: true, lets_change_destination: true },
      { state: 'issued', lets_pay_itself: false, lets_refund: false, lets_change_destination: false },
    ]);
  });

  it('of a held account keeps its bank account, also where only leaving the component out does that', async () => {
    for (const type of ['custom', 'standard'] as const) {
      const owner = await open({ type });
      await hold(owner);
      await sendAccountSession(owner.ctx);
      const [made] = atStripe(owner);
      const collects = on(made?.components ?? {}).filter((name) =>
        name.endsWith('external_account_collection'),
      );
      expect(collects, type).toEqual([]);
      expect(made?.components.account_management.enabled, type).toBe(type === 'custom');
    }
  });

  it('under a kill switch lets nobody pay, refund or change a bank account; another account is as before', async () => {
    const [owner, other] = [
      await open({ interval: 'daily', isPaidByUs: false }),
      await open({ interval: 'daily', isPaidByUs: false }),
    ];
    await withSwitch(owner.connectedAccountId, async () => {
      await sendAccountSession(owner.ctx);
      await sendAccountSession(other.ctx);
    });
    expect([...(await rowsOf(owner))]).toMatchObject([
      { lets_pay_itself: false, lets_refund: false, lets_change_destination: false },
    ]);
    expect([...(await rowsOf(other))]).toMatchObject([{ lets_pay_itself: true, lets_refund: true }]);
  });
});

describe('who is refused', () => {
  it('whoever owns no account: operators, jobs, visitors, a disabled owner, one with another’s account', async () => {
    const [mine, theirs] = [await open(), await open()];
    await sql`update connected_account_owners set disabled_at = now() where owner_id = ${theirs.ownerId}`;
    const stolen: Context = {
      ...mine.ctx,
      actor: {
        kind: 'connected_account_owner',
        connectedAccountId: theirs.connectedAccountId,
        email: mine.ctx.actor.kind === 'connected_account_owner' ? mine.ctx.actor.email : '',
      },
    };
    const visitor: Context = { ...jobContext('test'), actor: { kind: 'visitor' } };
    for (const ctx of [ANNA, MAREK, jobContext('stop-payouts'), visitor, theirs.ctx, stolen])
      await expect(sendAccountSession(ctx)).rejects.toMatchObject({ code: 'forbidden' });
    expect(atStripe(theirs)).toEqual([]);
    expect([...(await rowsOf(theirs))]).toEqual([]);
  });

  it('another owner cannot record, and so not receive, a session that is not theirs', async () => {
    const [mine, theirs] = [await open(), await open()];
    const { accountSessionId } = await askAccountSession(theirs.ctx, {});
    const outcome = {
      kind: 'made',
      components: {},
      expiresAt: new Date('2099-01-01'),
      stripeRequestId: null,
    } as const;
    await expect(recordAccountSession(mine.ctx, { accountSessionId, outcome })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('a program that asks again and again, before it reaches Stripe', async () => {
    const owner = await open();
    for (let asked = 0; asked < 20; asked += 1) await askAccountSession(owner.ctx, {});
    await expect(sendAccountSession(owner.ctx)).rejects.toMatchObject({ code: 'conflict' });
    expect(atStripe(owner)).toEqual([]);
  });

  it('an account that has disconnected the platform', async () => {
    const owner = await open();
    await sql`update connected_accounts set deauthorized_at = now() where connected_account_id = ${owner.connectedAccountId}`;
    await expect(sendAccountSession(owner.ctx)).rejects.toMatchObject({ code: 'precondition_failed' });
    expect(atStripe(owner)).toEqual([]);
  });
});

describe('a hold between the reading and the hand-out', () => {
  it('withholds the session that had become too wide, and makes a narrower one', async () => {
    const owner = await open({ interval: 'daily', isPaidByUs: false });
    const { accountSessionId, components } = await askAccountSession(owner.ctx, {});
    await hold(owner);
    const outcome = {
      kind: 'made',
      components: structuredClone(components) as Record<
        string,
        { enabled: boolean; features: Record<string, boolean> }
      >,
      expiresAt: new Date('2099-01-01'),
      stripeRequestId: null,
    } as const;
    expect(await recordAccountSession(owner.ctx, { accountSessionId, outcome })).toEqual({
      mayHandOut: false,
    });
    await sendAccountSession(owner.ctx);
    expect([...(await rowsOf(owner))]).toMatchObject([
      { state: 'withheld', lets_pay_itself: true },
      { state: 'issued', lets_pay_itself: false },
    ]);
    expect(await listOutgrownSessions(ANNA, owner.connectedAccountId)).toEqual([]);
  });

  it('that grants more than was written down is withheld, also when the account may have it by now', async () => {
    const owner = await open({ interval: 'daily' });
    const { accountSessionId } = await askAccountSession(owner.ctx, {});
    await sql.begin(async (tx) => {
      await tx`set local session_replication_role = replica`;
      await tx`delete from payout_accounts where connected_account_id = ${owner.connectedAccountId}`;
    });
    const outcome = {
      kind: 'made',
      components: { balances: { enabled: true, features: { standard_payouts: true } } },
      expiresAt: new Date('2099-01-01'),
      stripeRequestId: null,
    } as const;
    expect(await recordAccountSession(owner.ctx, { accountSessionId, outcome })).toEqual({
      mayHandOut: false,
    });
  });

  it('is refused by the database itself, whatever the program believes', async () => {
    const owner = await open({ interval: 'daily', isPaidByUs: false });
    const { accountSessionId } = await askAccountSession(owner.ctx, {});
    const issue =
      () => sql`update account_sessions set state = 'issued', ended_at = now(), expires_at = now() + interval '1 hour'
      where account_session_id = ${accountSessionId}`;
    await hold(owner);
    await expect(issue()).rejects.toThrow('no session lets the owner');
  });
});

describe('a session that is out already', () => {
  it('stands on the account’s page and on the press’s until it expires, with what it lets its owner do', async () => {
    const owner = await open({ interval: 'daily', isPaidByUs: false });
    const { expiresAt } = await sendAccountSession(owner.ctx);
    expect(await listOutgrownSessions(ANNA, owner.connectedAccountId)).toEqual([]);
    await hold(owner);
    const expected = {
      connectedAccountId: owner.connectedAccountId,
      lets: ['start a payout', 'change the bank account', 'refund payments'],
      expiresAt,
    };
    expect(await listOutgrownSessions(ANNA, owner.connectedAccountId)).toMatchObject([expected]);
    const scope = { scope: 'connected_account', scopeValue: owner.connectedAccountId };
    expect(await listSessionsBeforePress(ANNA, scope)).toMatchObject({
      count: 1,
      lastExpiresAt: expiresAt,
      shown: [expected],
    });
    expect(await listSessionsBeforePress(ANNA, { ...scope, scopeValue: 'acct_other' })).toMatchObject({
      count: 0,
    });
    // A session's time is Stripe's: as soon as it is over, nothing is left to say.
    await sql.begin(async (tx) => {
      await tx`set local session_replication_role = replica`;
      await tx`update account_sessions set expires_at = now() where connected_account_id = ${owner.connectedAccountId}`;
    });
    expect(await listOutgrownSessions(ANNA, owner.connectedAccountId)).toEqual([]);
    expect(await listSessionsBeforePress(ANNA, scope)).toMatchObject({
      count: 0,
      lastExpiresAt: null,
      shown: [],
    });
  });
});

describe('when Stripe does not say yes', () => {
  it('a refusal is on record and is the owner’s answer', async () => {
    const owner = await open();
    stripe.simulator.faults.add({
      match: { method: 'POST', path: '/v1/account_sessions' },
      fault: { kind: 'error', status: 400, type: 'invalid_request_error', message: 'No such component.' },
      times: 1,
    });
    await expect(sendAccountSession(owner.ctx)).rejects.toMatchObject({ code: 'precondition_failed' });
    expect([...(await rowsOf(owner))]).toMatchObject([{ state: 'refused', expires: false }]);
  });

  it('an outage leaves an unknown one behind, which nobody can open, and the next one is another', async () => {
    const owner = await open();
    stripe.simulator.faults.add({
      match: { method: 'POST', path: '/v1/account_sessions' },
      fault: { kind: 'error', status: 500, type: 'api_error', message: 'Sorry.' },
      times: 2,
    });
    await expect(sendAccountSession(owner.ctx)).rejects.toMatchObject({ code: 'stripe_unavailable' });
    await sendAccountSession(owner.ctx);
    expect([...(await rowsOf(owner))]).toMatchObject([{ state: 'unknown' }, { state: 'issued' }]);
    expect(await listOutgrownSessions(ANNA, owner.connectedAccountId)).toEqual([]);
  });
});

it('the secret is in no table', async () => {
  const owner = await open();
  const { clientSecret } = await sendAccountSession(owner.ctx);
  const tables = await sql<{ name: string }[]>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`;
  expect(tables.length).toBeGreaterThan(40);
  for (const { name } of tables) {
    const [found] = await sql.unsafe<{ count: number }[]>(
      `select count(*)::int as count from ${name} as row where row::text like '%' || $1 || '%'`,
      [clientSecret],
    );
    expect(found?.count, name).toBe(0);
  }
});
