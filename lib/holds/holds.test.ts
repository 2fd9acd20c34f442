import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jobContext } from '../context.ts';
import { openPayoutWorld, type PayoutWorld } from '../payouts/requests/payout-world.fixture.ts';
import { proposePayout } from '../payouts/requests/propose-payout.ts';
import { askHoldRelease } from './ask-hold-release.ts';
import { insertProof } from '../approvals/step-up/test-proof.fixture.ts';
import { confirmHoldRelease } from './confirm-hold-release.ts';
import { escalateHolds } from './escalate-holds.ts';
import { keepHold } from './keep-hold.ts';
import { placeHold } from './place-hold.ts';
import { listHoldsOfAccount, listHoldsOfRequest } from './queries.ts';
import { releaseHoldAsShown } from './release-as-shown.ts';
import { releaseHoldBySource } from './release-hold-by-source.ts';
import { releaseHoldProven, releaseRootOf } from './test-release.fixture.ts';

let world: PayoutWorld;
beforeAll(async () => {
  world = await openPayoutWorld();
});
afterAll(() => world.close());

const WHY = 'The owner does not answer.';
const hold = (connectedAccountId: string, more: Partial<Parameters<typeof placeHold>[1]> = {}) =>
  placeHold(world.as('ines'), { connectedAccountId, reason: 'ask_owner', reviewerText: WHY, ...more });
const ask = (holdId: string, name = 'ines') =>
  askHoldRelease(world.as(name), { holdId, reason: 'They called.' });
const confirm = (holdId: string, name: string, askedBy = 'opr_ines') =>
  releaseHoldProven(world.sql, world.as(name), { holdId, askedBy });

/** Sessions that wait for a locked row. */
async function countLockWaits(): Promise<number> {
  const [row] = await world.sql<{ count: number }[]>`
    select count(*)::int from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  return row?.count ?? 0;
}

async function stateOf(holdId: string): Promise<string> {
  const [row] = await world.sql<{ state: string }[]>`select state from holds where hold_id = ${holdId}`;
  return row?.state ?? 'gone';
}

describe('a hold is placed', () => {
  it('on one payout, with a text for reviewers and another one that tells the owner nothing', async () => {
    const account = await world.account([100_00n]);
    const { payoutRequestId } = await proposePayout(world.as('anna'), {
      connectedAccountId: account,
      currency: 'usd',
      amount: null,
    });
    const { holdId } = await hold(account, {
      payoutRequestId,
      reason: 'unusual_activity',
      reviewerText: 'Forty refused cards within the hour.',
    });
    expect(await listHoldsOfRequest(world.as('vera'), payoutRequestId)).toMatchObject([
      {
        holdId,
        payoutRequestId,
        source: 'operator',
        reviewerText: 'Forty refused cards within the hour.',
        ownerText:
          'This payout is being checked before it leaves. You will hear from us if we need anything.',
        placedBy: 'ines',
        state: 'open',
        ceilingDays: 730,
      },
    ]);
    const [audit] = await world.sql`
      select connected_account_id, actor_id, after->>'reason' as reason from audit_records where subject = ${holdId}`;
    expect(audit).toEqual({
      connected_account_id: account,
      actor_id: 'opr_ines',
      reason: 'unusual_activity',
    });
  });

  it('with the same words to the owner whatever was noticed', async () => {
    const account = await world.account([1n]);
    for (const reason of ['unusual_activity', 'complaint', 'ask_owner', 'other'] as const)
      await hold(account, { reason });
    const texts = (await listHoldsOfAccount(world.as('ines'), account)).map(({ ownerText }) => ownerText);
    expect(texts).toHaveLength(4);
    expect(new Set(texts).size).toBe(1);
    expect(texts.join()).not.toContain(WHY);
  });

  it.each<[string, () => Promise<unknown>, string]>([
    ['nobody’s account', () => hold('acct_1Nobody'), 'There is no connected account'],
    [
      'another account’s payout',
      async () => hold(await world.account([1n]), { payoutRequestId: 'prq_other' }),
      'has no payout request',
    ],
    [
      'a part of one payout',
      async () => hold(await world.account([1n]), { payoutRequestId: 'prq_x', keepsPercent: 25 }),
      'keeps all of it',
    ],
    [
      'a rolling reserve of everything',
      async () => hold(await world.account([1n]), { rollingDays: 30 }),
      'keeps less than everything',
    ],
    [
      'in the name of a source',
      async () => hold(await world.account([1n]), { source: 'risk' }),
      'does not speak for',
    ],
    [
      'by a viewer',
      async () =>
        placeHold(world.as('vera'), {
          connectedAccountId: await world.account([1n]),
          reason: 'other',
          reviewerText: WHY,
        }),
      'needs the permission holds.place',
    ],
  ])('not: %s', async (_, attempt, sentence) => {
    await expect(attempt()).rejects.toThrow(sentence);
  });

  it('once, however often one person sends the same form', async () => {
    const account = await world.account([1n]);
    // Both are under way before either could see the other: whoever looks before it locks adds two.
    let sent: Promise<PromiseSettledResult<unknown>[]> | undefined;
    await world.sql.begin(async (tx) => {
      await tx`select from payout_accounts where connected_account_id = ${account} for update`;
      sent = Promise.allSettled([hold(account), hold(account)]);
      await expect.poll(countLockWaits, { timeout: 30_000 }).toBe(2);
    });
    const outcomes = (await sent) ?? [];
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(hold(account)).rejects.toThrow('for the same reason already');
  });

  it('not on a payout that has ended', async () => {
    const account = await world.account([100_00n]);
    const { payoutRequestId } = await proposePayout(world.as('anna'), {
      connectedAccountId: account,
      currency: 'usd',
      amount: null,
    });
    await world.sql`update payout_requests set state = 'cancelled', is_reserved = false where payout_request_id = ${payoutRequestId}`;
    await expect(hold(account, { payoutRequestId })).rejects.toThrow('nothing left to hold');
  });
});

describe('a hold is lifted', () => {
  it('by two people, and never by one', async () => {
    const { holdId } = await hold(await world.account([1n]));
    await ask(holdId);
    await expect(confirm(holdId, 'ines')).rejects.toThrow('A second person has to confirm');
    expect(await stateOf(holdId)).toBe('release_asked');
    await confirm(holdId, 'anna');
    expect(await stateOf(holdId)).toBe('released');
  });

  it('only by whoever proves, a moment ago and for exactly this, that they are there', async () => {
    const { holdId } = await hold(await world.account([1n]));
    const other = await hold(await world.account([1n]));
    await ask(holdId);
    await ask(other.holdId);
    const anna = world.as('anna');
    const proofs = {
      none: 'stp_none',
      'of another hold': await insertProof(world.sql, anna, {
        purpose: 'holds.release',
        root: await releaseRootOf(world.sql, other.holdId),
      }),
      'for something else': await insertProof(world.sql, anna, {
        purpose: 'payouts.approve',
        root: await releaseRootOf(world.sql, holdId),
      }),
      'of somebody else': await insertProof(world.sql, world.as('marek'), {
        purpose: 'holds.release',
        root: await releaseRootOf(world.sql, holdId),
      }),
      'too old': await insertProof(
        world.sql,
        anna,
        { purpose: 'holds.release', root: await releaseRootOf(world.sql, holdId) },
        -1,
      ),
    };
    for (const [which, stepUpProofId] of Object.entries(proofs))
      await expect(
        confirmHoldRelease(anna, { holdId, askedBy: 'opr_ines', stepUpProofId }),
        which,
      ).rejects.toMatchObject({ code: 'forbidden' });
    expect(await stateOf(holdId)).toBe('release_asked');
    const stepUpProofId = proofs['of another hold'];
    await confirmHoldRelease(anna, { holdId: other.holdId, askedBy: 'opr_ines', stepUpProofId });
    expect(await stateOf(other.holdId)).toBe('released');
  });

  it('not as another wish than was shown, and no code is used up by that', async () => {
    const { holdId } = await hold(await world.account([1n]));
    await ask(holdId);
    const root = await releaseRootOf(world.sql, holdId);
    await keepHold(world.as('marek'), { holdId });
    await askHoldRelease(world.as('ines'), { holdId, reason: 'For another reason.' });
    const confirmation = { code: '000000', challengeId: '', assertion: '' };
    await expect(
      releaseHoldAsShown(world.as('anna'), { holdId, askedBy: 'opr_ines', root, confirmation }),
    ).rejects.toThrow('changed since it was shown');
    expect(await stateOf(holdId)).toBe('release_asked');
  });

  it('once: of many who confirm at the same moment one does', async () => {
    const { holdId } = await hold(await world.account([1n]));
    await ask(holdId);
    const outcomes = await Promise.allSettled(
      ['anna', 'marek', 'noor', 'anna', 'marek'].map((name) => confirm(holdId, name)),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const records = await world.sql`
      select 1 from audit_records where subject = ${holdId} and action = 'hold.release' and outcome = 'done'`;
    expect(records).toHaveLength(1);
  });

  it('not on another’s wish than was shown, nor after it was taken off the table', async () => {
    const { holdId } = await hold(await world.account([1n]));
    await ask(holdId);
    await keepHold(world.as('marek'), { holdId });
    await expect(confirm(holdId, 'anna')).rejects.toThrow('it is open');
    await ask(holdId, 'marek');
    await expect(confirm(holdId, 'anna', 'opr_ines')).rejects.toThrow('Somebody else has asked');
    expect(await stateOf(holdId)).toBe('release_asked');
  });

  it('not when the first of the two may no more', async () => {
    const { holdId } = await hold(await world.account([1n]));
    await world.sql`insert into operators (operator_id, email, name, role) values ('opr_olga', 'olga@example.com', 'olga', 'risk_reviewer')`;
    await askHoldRelease(world.as('olga', 'risk_reviewer'), { holdId, reason: 'They called.' });
    await world.sql`update operators set role = 'viewer' where operator_id = 'opr_olga'`;
    await expect(confirm(holdId, 'anna', 'opr_olga')).rejects.toThrow('may not release holds any more');
    expect(await stateOf(holdId)).toBe('release_asked');
  });

  it('by its own source, not by another one, and a person’s by no source', async () => {
    const account = await world.account([1n]);
    const source = jobContext('review-destinations');
    const { holdId } = await placeHold(jobContext('seed-demo'), {
      connectedAccountId: account,
      reason: 'card_testing',
      reviewerText: WHY,
      source: 'risk',
    });
    const why = { reason: 'It was nothing.' };
    await expect(releaseHoldBySource(source, { holdId, ...why })).rejects.toThrow(
      'Only the source of this hold',
    );
    const own = await hold(account);
    await expect(releaseHoldBySource(source, { holdId: own.holdId, ...why })).rejects.toThrow(
      'Only the source',
    );
    const [destination] = await world.sql<{ id: string }[]>`
      select external_account_id as id from external_accounts where connected_account_id = ${account}`;
    const third = await placeHold(jobContext('seed-demo'), {
      connectedAccountId: account,
      reason: 'destination_changed',
      reviewerText: WHY,
      source: 'destination_change',
      evidence: { externalAccountId: destination?.id ?? '', change: 'added' },
    });
    // The source's word alone is not enough: the database looks whether the destination has gone.
    await expect(releaseHoldBySource(source, { holdId: third.holdId, ...why })).rejects.toThrow();
    expect(await stateOf(third.holdId)).toBe('open');
    await world.sql`update external_accounts set deleted_at = now() where connected_account_id = ${account}`;
    await releaseHoldBySource(source, { holdId: third.holdId, ...why });
    expect(await Promise.all([holdId, own.holdId, third.holdId].map(stateOf))).toEqual([
      'open',
      'open',
      'released',
    ]);
  });

  it('in the database, too, by nobody alone: not even by the program', async () => {
    const { holdId } = await hold(await world.account([1n]));
    const released = (more: string) =>
      world.sql
        .unsafe(`update holds set state = 'released', released_at = now(), release_reason = 'x', released_by = 'opr_anna'${more}
        where hold_id = '${holdId}'`);
    await expect(released('')).rejects.toThrow('released by two people who may');
    await expect(released(", released_by_source = 'operator'")).rejects.toThrow('holds_released_how');
    await expect(released(", release_asked_by = 'opr_anna'")).rejects.toThrow(
      'released by two people who may',
    );
  });
});

describe('a hold waits', () => {
  it('past its review: it escalates once with an alarm, and stays', async () => {
    const account = await world.account([1n]);
    const { holdId } = await hold(account);
    await world.sql`update holds set review_by = now() - interval '1 hour' where hold_id = ${holdId}`;
    const job = jobContext('escalate-holds');
    expect(await escalateHolds(job)).toBe(1);
    expect(await escalateHolds(job)).toBe(0);
    const [row] =
      await world.sql`select state, escalated_at is not null as told, released_at from holds where hold_id = ${holdId}`;
    expect(row).toEqual({ state: 'open', told: true, released_at: null });
    const [alarm] = await world.sql<
      { text: string }[]
    >`select text from alarms where kind = 'hold_overdue' and subject = ${account}`;
    expect(alarm?.text).toContain('waits past its review. The money stays.');
  });

  it('near Stripe’s ceiling, counted from the oldest money, which no new hold counts anew: told again', async () => {
    const account = await world.account([100_00n]);
    await world.sql`update connected_accounts set country = 'DE' where connected_account_id = ${account}`;
    await proposePayout(world.as('anna'), { connectedAccountId: account, currency: 'usd', amount: null });
    await world.tamper(
      `update payout_allocations set occurred_at = now() - interval '80 days' where connected_account_id = '${account}'`,
    );
    const { holdId } = await hold(account);
    const [view] = await listHoldsOfAccount(world.as('ines'), account);
    const left = ((view?.ceilingAt.getTime() ?? 0) - Date.now()) / 86_400_000;
    expect(left).toBeCloseTo(10, 1);
    expect(view?.ceilingDays).toBe(90);
    // Thirteen days before the ceiling somebody must have looked: that was three days ago.
    expect(view?.reviewBy.getTime()).toBeLessThanOrEqual(Date.now());
    await world.sql`update holds set review_by = now() + interval '2 days', escalated_at = now() - interval '20 days' where hold_id = ${holdId}`;
    expect(await escalateHolds(jobContext('escalate-holds'))).toBe(1);
    const [alarm] = await world.sql<
      { text: string }[]
    >`select text from alarms where kind = 'hold_overdue' and subject = ${account}`;
    expect(alarm?.text).toContain('near the day until which Stripe lets it wait');
    expect(await stateOf(holdId)).toBe('open');
  });
});
