import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { jobContext, type Context } from '../context.ts';
import { ANNA, MAREK } from '../kill-switch/stop-world.fixture.ts';
import { askAccountSession } from './ask-account-session.ts';
import { recordAccountSession } from './record-account-session.ts';
import { sendAccountSession } from './send-account-session.ts';
import { openSessionWorld, type SessionWorld } from './session-world.fixture.ts';
import type { TestOwner } from './test-owner.fixture.ts';
import type { ComponentGrant } from './types.ts';

/* What a session lets its owner do, and who gets one. */

let world: SessionWorld;
beforeAll(async () => {
  world = await openSessionWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  world.stripe.simulator.requests.clear();
});

async function withSwitch(scopeValue: string, during: () => Promise<void>): Promise<void> {
  const { killSwitchId } = await world.press({ scope: 'connected_account', scopeValue, reason: 'Strange' });
  try {
    await during();
  } finally {
    await world.release(killSwitchId);
  }
}

const PAYING = ['standard_payouts', 'instant_payouts', 'edit_payout_schedule'];

/** Features that are on in a session at Stripe, by component. */
function on(session: object): string[] {
  return Object.entries(session as Record<string, ComponentGrant>).flatMap(([name, { enabled, features }]) =>
    enabled ? Object.entries(features).flatMap(([feature, is]) => (is ? [`${name}.${feature}`] : [])) : [],
  );
}
const paysBy = (session: object) => on(session).filter((name) => PAYING.includes(name.split('.')[1] ?? ''));

const pay = ({ connectedAccountId }: TestOwner, method: 'standard' | 'instant' = 'standard') =>
  world.stripe.simulator.selfPayout({ account: connectedAccountId, amount: 100, currency: 'usd', method });

describe('a session', () => {
  it('is made at Stripe with the platform’s key for the owner’s account, and is on record', async () => {
    const owner = await world.open();
    const session = await sendAccountSession(owner.ctx);
    const [made] = world.atStripe(owner);
    expect(session.clientSecret).toBe(made?.client_secret);
    expect(made?.account).toBe(owner.connectedAccountId);
    const [request] = world.stripe.simulator.requests
      .list()
      .filter(({ path }) => path === '/v1/account_sessions');
    expect(request?.headers['stripe-account']).toBeUndefined();
    const [row] =
      await world.sql`select * from account_sessions where connected_account_id = ${owner.connectedAccountId}`;
    expect(request?.headers['idempotency-key']).toBe(row?.['account_session_id']);
    expect(row).toMatchObject({ state: 'issued', owner_id: owner.ownerId, expires_at: session.expiresAt });
    const record = await world.sql`select action, actor_id from audit_records
      where connected_account_id = ${owner.connectedAccountId} and subject = ${String(row?.['account_session_id'])} order by audit_record_id`;
    expect(record.map(({ action }) => String(action))).toEqual([
      'account_session.ask',
      'account_session.record',
    ]);
    expect(record[0]?.['actor_id']).toContain(owner.connectedAccountId);
  });

  it('of an account that we pay lets nobody pay, held or not', async () => {
    const owner = await world.open();
    await sendAccountSession(owner.ctx);
    expect(() => pay(owner)).toThrow('no means to pay itself');
    expect(() => pay(owner, 'instant')).toThrow('no means to pay itself');
    await world.hold(owner);
    await sendAccountSession(owner.ctx);
    expect(() => pay(owner)).toThrow('no means to pay itself');
    for (const { components } of world.atStripe(owner)) expect(paysBy(components)).toEqual([]);
  });

  it('of an account that Stripe pays lets its owner pay neither, so that a session from before a hold pays nobody after it', async () => {
    const owner = await world.open({ interval: 'daily', isPaidByUs: false });
    await sendAccountSession(owner.ctx);
    expect(world.atStripe(owner)[0]?.components).toMatchObject({ payouts: { enabled: true } });
    await world.hold(owner);
    expect(() => pay(owner)).toThrow('no means to pay itself');
    await sendAccountSession(owner.ctx);
    const [before, held] = world.atStripe(owner);
    for (const made of [before, held]) expect(paysBy(made?.components ?? {})).toEqual([]);
    expect(held?.components).toMatchObject({
      payouts: { enabled: false },
      payouts_list: { enabled: true },
      payout_details: { enabled: true },
    });
    expect(await world.rowsOf(owner)).toMatchObject([
      { state: 'issued', lets_pay_itself: false, lets_refund: true, lets_change_destination: true },
      { state: 'issued', lets_pay_itself: false, lets_refund: false, lets_change_destination: false },
    ]);
  });

  it('of a held account keeps its bank account, also where only leaving the component out does that', async () => {
    for (const type of ['custom', 'standard'] as const) {
      const owner = await world.open({ type });
      await world.hold(owner);
      await sendAccountSession(owner.ctx);
      const [made] = world.atStripe(owner);
      const collects = on(made?.components ?? {}).filter((name) =>
        name.endsWith('external_account_collection'),
      );
      expect(collects, type).toEqual([]);
      expect(made?.components.account_management.enabled, type).toBe(type === 'custom');
    }
  });

  it('under a kill switch lets nobody pay, refund or change a bank account; another account is as before', async () => {
    const [owner, other] = [
      await world.open({ interval: 'daily', isPaidByUs: false }),
      await world.open({ interval: 'daily', isPaidByUs: false }),
    ];
    await withSwitch(owner.connectedAccountId, async () => {
      await sendAccountSession(owner.ctx);
      await sendAccountSession(other.ctx);
    });
    expect(await world.rowsOf(owner)).toMatchObject([
      { lets_pay_itself: false, lets_refund: false, lets_change_destination: false },
    ]);
    expect(await world.rowsOf(other)).toMatchObject([{ lets_refund: true, lets_change_destination: true }]);
  });
});

describe('who is refused', () => {
  it('whoever owns no account: operators, jobs, visitors, a disabled owner, one with another’s account', async () => {
    const [mine, theirs] = [await world.open(), await world.open()];
    await world.sql`update connected_account_owners set disabled_at = now() where owner_id = ${theirs.ownerId}`;
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
    expect(world.atStripe(theirs)).toEqual([]);
    expect(await world.rowsOf(theirs)).toEqual([]);
  });

  it('another owner cannot record, and so not receive, a session that is not theirs', async () => {
    const [mine, theirs] = [await world.open(), await world.open()];
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
    const owner = await world.open();
    for (let asked = 0; asked < 20; asked += 1) await askAccountSession(owner.ctx, {});
    await expect(sendAccountSession(owner.ctx)).rejects.toMatchObject({ code: 'too_often' });
    expect(world.atStripe(owner)).toEqual([]);
  });

  it('an account that has disconnected the platform', async () => {
    const owner = await world.open();
    await world.sql`update connected_accounts set deauthorized_at = now() where connected_account_id = ${owner.connectedAccountId}`;
    await expect(sendAccountSession(owner.ctx)).rejects.toMatchObject({ code: 'precondition_failed' });
    expect(world.atStripe(owner)).toEqual([]);
  });
});

it('the secret is in no table', async () => {
  const owner = await world.open();
  const { clientSecret } = await sendAccountSession(owner.ctx);
  const tables = await world.sql<{ name: string }[]>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`;
  expect(tables.length).toBeGreaterThan(40);
  for (const { name } of tables) {
    const [found] = await world.sql.unsafe<{ count: number }[]>(
      `select count(*)::int as count from ${name} as row where row::text like '%' || $1 || '%'`,
      [clientSecret],
    );
    expect(found?.count, name).toBe(0);
  }
});
