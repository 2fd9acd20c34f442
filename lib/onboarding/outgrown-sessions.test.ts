import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ANNA } from '../kill-switch/stop-world.fixture.ts';
import { askAccountSession } from './ask-account-session.ts';
import { listOutgrownLinks } from './handed-out-links.ts';
import { listOutgrownSessions, listSessionsBeforePress } from './queries.ts';
import { recordAccountSession } from './record-account-session.ts';
import { sendAccountLink } from './send-account-link.ts';
import { sendAccountSession } from './send-account-session.ts';
import { openSessionWorld, type SessionWorld } from './session-world.fixture.ts';

/* Sessions that were asked for before something held their account, and those that Stripe did not make. */

let world: SessionWorld;
beforeAll(async () => {
  world = await openSessionWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  world.stripe.simulator.requests.clear();
});

describe('a hold between the reading and the hand-out', () => {
  it('withholds the session that had become too wide, and makes a narrower one', async () => {
    const owner = await world.open({ interval: 'daily', isPaidByUs: false });
    const { accountSessionId, components } = await askAccountSession(owner.ctx, {});
    await world.hold(owner);
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
    expect(await world.rowsOf(owner)).toMatchObject([
      { state: 'withheld', lets_refund: true },
      { state: 'issued', lets_refund: false },
    ]);
    expect(await listOutgrownSessions(ANNA, owner.connectedAccountId)).toEqual([]);
  });

  it('that grants more than was written down is withheld, also when the account may have it by now', async () => {
    const owner = await world.open({ interval: 'daily' });
    const { accountSessionId } = await askAccountSession(owner.ctx, {});
    await world.sql.begin(async (tx) => {
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
    const owner = await world.open({ interval: 'daily', isPaidByUs: false });
    const accountSessionId = `acs_${owner.ownerId}`;
    await world.sql`
      insert into account_sessions (account_session_id, connected_account_id, owner_id, components, because, lets_pay_itself, lets_refund,
        lets_change_destination)
      values (${accountSessionId}, ${owner.connectedAccountId}, ${owner.ownerId},
        ${world.sql.json({ balances: { enabled: true, features: { standard_payouts: true } } })}, '[]', true, false, false)`;
    const issue =
      () => world.sql`update account_sessions set state = 'issued', ended_at = now(), expires_at = now() + interval '1 hour'
      where account_session_id = ${accountSessionId}`;
    await world.hold(owner);
    await expect(issue()).rejects.toThrow('no session lets the owner');
  });
});

describe('a session that is out already', () => {
  it('stands on the account’s page and on the press’s until it expires, with what it lets its owner do', async () => {
    const owner = await world.open({ interval: 'daily', isPaidByUs: false });
    const { expiresAt } = await sendAccountSession(owner.ctx);
    expect(await listOutgrownSessions(ANNA, owner.connectedAccountId)).toEqual([]);
    await world.hold(owner);
    const expected = {
      connectedAccountId: owner.connectedAccountId,
      lets: ['change the bank account', 'refund payments'],
      expiresAt,
    };
    expect(await listOutgrownSessions(ANNA, owner.connectedAccountId)).toMatchObject([expected]);
    const scope = {
      scope: 'connected_account',
      scopeValue: owner.connectedAccountId,
      pressedAt: new Date(),
    };
    expect(await listSessionsBeforePress(ANNA, scope)).toMatchObject({
      count: 1,
      lastExpiresAt: expiresAt,
      shown: [expected],
    });
    expect(await listSessionsBeforePress(ANNA, { ...scope, scopeValue: 'acct_other' })).toMatchObject({
      count: 0,
    });
    // A session's time is Stripe's: as soon as it is over, nothing is left to say.
    await world.sql.begin(async (tx) => {
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

const NO_LINKS = { count: 0, shown: [] };

describe('a link to Stripe’s own page that was handed out', () => {
  it('stands on the account’s page and on the press’s from a hold or a press on, for a day', async () => {
    const [owner, other] = [await world.open(), await world.open()];
    const { connectedAccountId } = owner;
    for (const each of [owner, other]) await sendAccountLink(each.ctx);
    const scope = { scope: 'connected_account', scopeValue: connectedAccountId, pressedAt: new Date() };
    expect(await listOutgrownLinks(ANNA, connectedAccountId), 'while it may have one').toEqual(NO_LINKS);
    await world.hold(owner);
    const expected = { connectedAccountId, expiresAt: expect.any(Date) as Date };
    expect(await listOutgrownLinks(ANNA, connectedAccountId)).toMatchObject({ count: 1, shown: [expected] });
    expect(await listOutgrownLinks(ANNA, other.connectedAccountId)).toEqual(NO_LINKS);
    expect((await listSessionsBeforePress(ANNA, scope)).links).toMatchObject({ count: 1, shown: [expected] });
    await expect(sendAccountLink(owner.ctx)).rejects.toMatchObject({ code: 'precondition_failed' });
    expect(await listOutgrownLinks(ANNA, connectedAccountId), 'what was refused is none').toMatchObject({
      count: 1,
    });
    await world.sql.begin(async (tx) => {
      await tx`set local session_replication_role = replica`;
      await tx`update account_links set handed_out_at = now() - interval '24 hours'`;
    });
    expect(await listOutgrownLinks(ANNA, connectedAccountId)).toEqual(NO_LINKS);
    expect((await listSessionsBeforePress(ANNA, scope)).links).toEqual(NO_LINKS);
  });
});

describe('when Stripe does not say yes', () => {
  it('a refusal is on record and is the owner’s answer', async () => {
    const owner = await world.open();
    world.stripe.simulator.faults.add({
      match: { method: 'POST', path: '/v1/account_sessions' },
      fault: { kind: 'error', status: 400, type: 'invalid_request_error', message: 'No such component.' },
      times: 1,
    });
    await expect(sendAccountSession(owner.ctx)).rejects.toMatchObject({ code: 'precondition_failed' });
    expect(await world.rowsOf(owner)).toMatchObject([{ state: 'refused', expires: false }]);
  });

  it('an outage leaves an unknown one behind, which nobody can open, and the next one is another', async () => {
    const owner = await world.open();
    world.stripe.simulator.faults.add({
      match: { method: 'POST', path: '/v1/account_sessions' },
      fault: { kind: 'error', status: 500, type: 'api_error', message: 'Sorry.' },
      times: 2,
    });
    await expect(sendAccountSession(owner.ctx)).rejects.toMatchObject({ code: 'stripe_unavailable' });
    await sendAccountSession(owner.ctx);
    expect(await world.rowsOf(owner)).toMatchObject([{ state: 'unknown' }, { state: 'issued' }]);
    expect(await listOutgrownSessions(ANNA, owner.connectedAccountId)).toEqual([]);
  });
});
