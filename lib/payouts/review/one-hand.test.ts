import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { jobContext } from '../../context.ts';
import { askHoldRelease } from '../../holds/ask-hold-release.ts';
import { placeHold } from '../../holds/place-hold.ts';
import { releaseHoldProven } from '../../holds/test-release.fixture.ts';
import { askKillSwitchRelease } from '../../kill-switch/ask-kill-switch-release.ts';
import { engageProven, releaseProven } from '../../kill-switch/test-press.fixture.ts';
import { readPageRequest } from '../../paging.ts';
import { listSameHands } from '../../people/queries.ts';
import { askOwnPayout } from '../../portal/ask-own-payout.ts';
import { readBulkForecast } from '../bulk/bulk-forecast.ts';
import { database } from '../../db/client.ts';
import { readPayoutRequestList, readPayoutRequests } from '../queue/queries.ts';
import { proposePayout } from '../requests/propose-payout.ts';
import { openReviewWorld, type ReviewWorld } from './review-world.fixture.ts';

/* What one person could do under two names is done by one. */

let world: ReviewWorld;
beforeAll(async () => {
  world = await openReviewWorld();
  await world.sql`
    insert into operators (operator_id, email, name, role)
    values ('opr_eve', 'eve@example.com', 'Eve Holt', 'finance_operator'), ('opr_bob', 'bob@example.com', 'Bob Reed', 'risk_reviewer')`;
  // Before anybody has a link: a factor that is confirmed vouches for its person.
  for (const name of ['anna', 'ines', 'marek', 'noor']) await world.passkey(name);
});
beforeEach(() =>
  world.tamper(
    "delete from operator_invitations; delete from operator_vouchings; update step_up_factors set confirmed_at = now() - interval '1 day'",
  ),
);
afterAll(() => world.close());

let links = 0;
/** One of them made the other's link, which was used at once. */
const gave = (giver: string, person: string) => {
  links += 1;
  return world.sql`
    insert into operator_invitations (token_hash, operator_id, created_by, expires_at, used_at)
    values (${`t${String(links)}`}, ${`opr_${person}`}, ${`opr_${giver}`}, now() + interval '1 day', now())`;
};
const vouched = (by: string, person: string) =>
  world.tamper(`insert into operator_vouchings (operator_vouching_id, operator_id, vouched_by, vouched_at)
    values ('ovo_${crypto.randomUUID()}', 'opr_${person}', 'opr_${by}', now())`);

async function askedBy(name: string): Promise<string> {
  const connectedAccountId = await world.account([100_00n]);
  const { payoutRequestId } = await proposePayout(world.as(name, 'finance_operator'), {
    connectedAccountId,
    currency: 'usd',
    amount: 40_00n,
  });
  return payoutRequestId;
}

const one = async (name: string, id: string) =>
  (
    await readBulkForecast(database(), { operatorId: `opr_${name}`, decision: 'approve' }, [
      await world.look(name, id),
    ])
  )[0]?.leftOut ?? null;

const lists = async (name: string, id: string) => {
  const filter = { for: 'me' } as const;
  const request = readPageRequest({ list: 'payout_requests', filter }, { cursor: undefined, size: '50' });
  const { page } = await readPayoutRequestList(world.as(name), filter, 'newest', request);
  return page.rows.some(({ payoutRequestId }) => payoutRequestId === id);
};

describe('whoever gave somebody their link', () => {
  const WORDS =
    'You gave Eve Holt their link to sign in, and no other administrator has vouched for Eve Holt since';

  it('does not approve what they ask for: in words, before and at the press, and by the database', async () => {
    await gave('marek', 'eve');
    const id = await askedBy('eve');
    await expect(world.approve('marek', id)).rejects.toThrow(WORDS);
    expect((await readPayoutRequests(world.as('marek'), [id]))[0]?.oneHand).toContain(WORDS);
    expect(await one('marek', id)).toBe('same_hand');
    expect(await lists('marek', id)).toBe(false);
    expect((await readPayoutRequests(world.as('ines'), [id]))[0]?.oneHand).toBeNull();
    expect(await one('ines', id)).toBeNull();
    expect(await lists('ines', id)).toBe(true);
    await world.approve('ines', id);
    expect(await world.request(id)).toMatchObject({ standing: 1 });
    expect(await world.reject('marek', id)).toBeDefined();
  });

  it('counts for nothing where the guard was gone, and when the link was made after the approval', async () => {
    const id = await askedBy('eve');
    await world.approve('marek', id);
    expect(await world.request(id)).toMatchObject({ standing: 1 });
    await gave('marek', 'eve');
    expect(await world.request(id)).toMatchObject({ standing: 0 });
  });

  it('nor the other way round, nor somebody who had a link of the same person, nor by way of a third', async () => {
    await gave('marek', 'eve');
    await gave('eve', 'bob');
    const ofMarek = await askedBy('marek');
    const ofBob = await askedBy('bob');
    await gave('marek', 'anna');
    const ofAnna = await askedBy('anna');
    const pairs = await world.sql<{ how: string | null }[]>`
      select how_same_hand(a, b) as how from (values ('opr_eve', 'opr_marek'), ('opr_marek', 'opr_bob'), ('opr_anna', 'opr_eve'),
        ('opr_ines', 'opr_eve'), ('opr_noor', 'opr_marek')) as pair (a, b)`;
    expect(pairs.map(({ how }) => how)).toEqual(['got_link', 'shared', 'shared', null, null]);
    for (const id of [ofBob, ofAnna]) expect(await one('marek', id)).toBe('same_hand');
    expect(await one('anna', ofMarek)).toBe('same_hand');
    expect(await one('noor', ofBob)).toBeNull();
  });

  it('until somebody else has vouched; their own word, and one before the link, is none', async () => {
    await vouched('noor', 'eve');
    await gave('marek', 'eve');
    const id = await askedBy('eve');
    await vouched('marek', 'eve');
    await expect(world.approve('marek', id)).rejects.toThrow(WORDS);
    await vouched('noor', 'eve');
    expect(await one('marek', id)).toBeNull();
    await world.approve('marek', id);
    expect(await world.request(id)).toMatchObject({ standing: 1 });
  });

  it('a link that is still open counts whoever has vouched: it could be used tomorrow', async () => {
    await gave('marek', 'eve');
    await world.sql`update operator_invitations set used_at = null`;
    await vouched('noor', 'eve');
    expect(await one('marek', await askedBy('eve'))).toBe('same_hand');
    await world.sql`update operator_invitations set revoked_at = created_at`;
    expect(await one('marek', await askedBy('eve'))).toBeNull();
  });

  it('a factor that was taken away counts as well, until another administrator confirms one', async () => {
    const id = await askedBy('anna');
    await world.tamper(`insert into step_up_factors (factor_id, operator_id, kind, name, sealed_secret, state, confirmed_by, confirmed_at,
      removed_by, removed_at) values ('stf_gone', 'opr_anna', 'totp', 'x', 's', 'removed', 'opr_noor', now() - interval '1 day', 'opr_marek', now())`);
    await expect(world.approve('marek', id)).rejects.toThrow('You removed what anna confirms with');
    await world.tamper(`insert into step_up_factors (factor_id, operator_id, kind, name, sealed_secret, state, confirmed_by, confirmed_at)
      values ('stf_new', 'opr_anna', 'totp', 'x', 's', 'active', 'opr_noor', now() + interval '1 second')`);
    expect(await one('marek', id)).toBeNull();
    await world.tamper("delete from step_up_factors where factor_id in ('stf_gone', 'stf_new')");
  });

  it('the machine is nobody: two who had their links from it are two', async () => {
    for (const person of ['eve', 'bob'])
      await world.sql`insert into operator_invitations (token_hash, operator_id, created_by, expires_at, used_at)
        values (${`m_${person}`}, ${`opr_${person}`}, 'job', now(), now())`;
    const [pair] = await world.sql`select same_hand('opr_eve', 'opr_bob') as same`;
    expect(pair).toEqual({ same: false });
  });
});

describe('two approvals of one hand', () => {
  it('are refused, and count once where that was gone', async () => {
    const { payoutRequestId: id } = await world.ask();
    await gave('marek', 'ines');
    await world.approve('ines', id);
    await expect(world.approve('marek', id)).rejects.toThrow(
      'ines approved it already. You gave ines their link',
    );
    expect(await one('marek', id)).toBe('same_hand');
    await world.tamper(`insert into payout_approvals (payout_approval_id, payout_request_id, connected_account_id, decision,
        payload_hash, preview_hash, request_version, operator_id, operator_role)
      select 'pap_${id}', payout_request_id, connected_account_id, 'approve', payload_hash, 'x', version, 'opr_marek', 'administrator'
      from payout_requests where payout_request_id = '${id}'`);
    expect(await world.request(id)).toMatchObject({ standing: 1 });
    await vouched('noor', 'ines');
    expect(await world.request(id)).toMatchObject({ standing: 2 });
  });
});

describe('what an owner asked for', () => {
  async function asked(invited: { by: string; linkedBy: readonly string[] }): Promise<string> {
    const connectedAccountId = await world.account([100_00n]);
    const email = `${crypto.randomUUID()}@seller.example`;
    const ownerId = `own_${connectedAccountId}`;
    await world.sql`insert into connected_account_owners (owner_id, connected_account_id, email, name)
      values (${ownerId}, ${connectedAccountId}, ${email}, 'Olive')`;
    await world.tamper(`insert into seller_invitations (seller_invitation_id, email, name, business_name, country, business_type,
        policy_version, terms, invited_by, linked_by, idempotency_key, state, connected_account_id, owner_id, accepted_at,
        token_hash, expires_at)
      values ('siv_${connectedAccountId}', '${email}', 'x', 'x', 'US', 'company', 'x', '{}', 'opr_${invited.by}',
        '{${invited.linkedBy.map((name) => `opr_${name}`).join()}}', 'key_${connectedAccountId}', 'locked', '${connectedAccountId}', '${ownerId}', now(),
        'x_${connectedAccountId}', now())`);
    const actor = { kind: 'connected_account_owner', connectedAccountId, email } as const;
    await askOwnPayout(
      { ...jobContext('test'), actor },
      { currency: 'usd', amount: 40_00n, seenPayable: 100_00n },
    );
    const [row] = await world.sql<{ id: string }[]>`
      select payout_request_id as id from payout_requests where connected_account_id = ${connectedAccountId}`;
    return row?.id ?? '';
  }

  it('is never decided by whoever invited them or made a link of theirs, nor by another hand of those', async () => {
    const id = await asked({ by: 'anna', linkedBy: ['anna', 'eve'] });
    await expect(world.approve('anna', id)).rejects.toThrow('and you invited them or made their link');
    expect(await one('anna', id)).toBe('same_hand');
    expect(await lists('anna', id)).toBe(false);
    expect(await one('marek', id)).toBeNull();
    await gave('marek', 'eve');
    await expect(world.approve('marek', id)).rejects.toThrow('and Eve Holt invited them or made their link');
    expect(await one('marek', id)).toBe('same_hand');
    expect(await lists('marek', id)).toBe(false);
    expect(await one('ines', id)).toBeNull();
    await world.approve('ines', id);
    expect(await world.request(id)).toMatchObject({ standing: 1 });
  });

  it('counts for nothing where the guard was gone', async () => {
    const id = await asked({ by: 'anna', linkedBy: ['noor'] });
    for (const name of ['anna', 'noor', 'ines'])
      await world.tamper(`insert into payout_approvals (payout_approval_id, payout_request_id, connected_account_id, decision,
          payload_hash, preview_hash, request_version, operator_id, operator_role)
        select 'pap_${name}_${id}', payout_request_id, connected_account_id, 'approve', payload_hash, 'x', version, operator_id,
          role from payout_requests, operators where operator_id = 'opr_${name}' and payout_request_id = '${id}'`);
    expect(await world.request(id)).toMatchObject({ standing: 1 });
  });
});

describe('the second half of a release', () => {
  it('of a hold is refused to the hand that gave the first one their link', async () => {
    await gave('marek', 'eve');
    const placed = {
      connectedAccountId: await world.account([1n]),
      reason: 'ask_owner',
      reviewerText: 'Who is this?',
    } as const;
    const { holdId } = await placeHold(world.as('ines'), placed);
    await askHoldRelease(world.as('eve', 'finance_operator'), { holdId, reason: 'They called.' });
    const release = (name: string) =>
      releaseHoldProven(world.sql, world.as(name), { holdId, askedBy: 'opr_eve' });
    await expect(release('marek')).rejects.toThrow('You gave Eve Holt their link to sign in');
    expect([...(await listSameHands(world.as('marek'), ['opr_eve', 'opr_anna', null])).keys()]).toEqual([
      'opr_eve',
    ]);
    await release('ines');
  });

  it('of a kill switch as well', async () => {
    await gave('marek', 'bob');
    const press = { scope: 'currency', scopeValue: 'sek', reason: 'Strange payouts' } as const;
    const { killSwitchId } = await engageProven(world.sql, world.as('ines'), press);
    await askKillSwitchRelease(world.as('bob', 'risk_reviewer'), { killSwitchId, reason: 'Over' });
    const release = (name: string) =>
      releaseProven(world.sql, world.as(name), { killSwitchId, askedBy: 'opr_bob' });
    await expect(release('marek')).rejects.toThrow('You gave Bob Reed their link to sign in');
    await release('noor');
  });
});
