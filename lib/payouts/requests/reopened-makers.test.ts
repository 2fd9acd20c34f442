import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jobContext } from '../../context.ts';
import { getPayoutRequest } from '../queue/detail-queries.ts';
import { approvePayout } from '../review/approve-payout.ts';
import { openReviewWorld, type ReviewWorld } from '../review/review-world.fixture.ts';
import { insertMoneyBack } from './money-back.fixture.ts';
import { proposePayout } from './propose-payout.ts';
import { reopenPayoutRequest } from './reopen-payout-request.ts';

/* Whoever opens a request again is its maker too, and what Stripe has does not come back by a word. */

let world: ReviewWorld;
beforeAll(async () => {
  world = await openReviewWorld();
  await world.tamper(
    `insert into payout_policies (policy_version_id, version, text, state, written_by, published_by, published_at)
     values ('ppv_1', 1, 'go', 'published', 'opr_marek', 'opr_noor', now() - interval '1 hour')`,
  );
});
afterAll(() => world.close());

const asProgram = (statement: string) =>
  world.sql.begin(async (tx) => {
    await tx`set local role sluice_app`;
    await tx.unsafe(statement);
  });
const update = (id: string, sets: string) =>
  asProgram(`update payout_requests set ${sets} where payout_request_id = '${id}'`);

/** What a cadence asked for and Stripe refused, or what came back; as many people must approve it as the policy says. */
async function ended(state: 'refused' | 'returned'): Promise<string> {
  const connectedAccountId = await world.account([100_00n]);
  const wanted = { connectedAccountId, currency: 'usd', amount: 40_00n };
  const { payoutRequestId } = await proposePayout(jobContext('propose-payouts'), wanted);
  await world.tamper(
    `update payout_requests set state = '${state}', payout_id = 'po_${payoutRequestId}', is_reserved = ${String(state === 'refused')},
       approvals_needed = 1, route = 'people' where payout_request_id = '${payoutRequestId}'`,
  );
  if (state === 'returned') await insertMoneyBack(world, payoutRequestId);
  return payoutRequestId;
}

const openAgain = (name: string, payoutRequestId: string, seenVersion = 1) =>
  reopenPayoutRequest(world.as(name), { payoutRequestId, seenVersion, reason: 'Bank details corrected' });

describe('whoever opens it again', () => {
  it('does not approve it, in words; somebody else’s approval is enough', async () => {
    const id = await ended('refused');
    await openAgain('anna', id);
    const shown = await world.look('anna', id);
    const stepUpProofId = await world.prove('anna', shown);
    await expect(approvePayout(world.as('anna'), { ...shown, stepUpProofId })).rejects.toThrow(
      'You asked for this payout yourself, or opened it again. Somebody else must decide it.',
    );
    await expect(world.reject('anna', id)).rejects.toThrow('or opened it again');
    expect(await world.request(id)).toMatchObject({ state: 'in_review', version: 2, standing: 0 });
    expect(await world.approve('ines', id)).toMatchObject({ state: 'approved', standing: 1 });
  });

  it('is a person: no job opens one again', async () => {
    const id = await ended('refused');
    const again = { payoutRequestId: id, seenVersion: 1, reason: 'By itself' };
    await expect(reopenPayoutRequest(jobContext('propose-payouts'), again)).rejects.toMatchObject({
      code: 'forbidden',
    });
  });

  it('is refused by the database, and counts for nothing where its guard was gone', async () => {
    const id = await ended('refused');
    await openAgain('anna', id);
    const approval = (person: string) => `
      insert into payout_approvals (payout_approval_id, payout_request_id, connected_account_id, decision, payload_hash,
        preview_hash, request_version, operator_id, operator_role)
      select 'pap_${person}_${id}', payout_request_id, connected_account_id, 'approve', payload_hash, 'x', version, operator_id,
        role from payout_requests, operators where operator_id = '${person}' and payout_request_id = '${id}'`;
    await expect(asProgram(approval('opr_anna'))).rejects.toThrow('nobody approves what they opened again');
    await world.tamper(approval('opr_anna'));
    expect(await world.request(id)).toMatchObject({ standing: 0 });
    await world.tamper(approval('opr_ines'));
    expect(await world.request(id)).toMatchObject({ standing: 1 });
  });
});

describe('by hand, as the program', () => {
  const AGAIN = `state = 'in_review', version = version + 1, payout_id = null, is_reserved = true`;

  it.each(['refused', 'returned'] as const)(
    'a %s one is opened again by a person who may, as a new version, for another person',
    async (state) => {
      const id = await ended(state);
      const word = 'is opened again by a person, as a new version, and another person decides';
      await expect(update(id, AGAIN)).rejects.toThrow(word);
      for (const nobody of ['ghost', 'opr_ines'])
        await expect(update(id, `${AGAIN}, reopened_by_operator_id = '${nobody}'`)).rejects.toThrow(word);
      const byAnna = `${AGAIN}, reopened_by_operator_id = 'opr_anna'`;
      await expect(update(id, `${byAnna}, approvals_needed = 0, route = 'automatic'`)).rejects.toThrow(word);
      await expect(update(id, byAnna.replace('version + 1', 'version'))).rejects.toThrow(word);
      await update(id, byAnna);
      await expect(update(id, 'reopened_by_operator_id = null')).rejects.toThrow(
        'is written as it is opened again',
      );
      await expect(update(id, 'reopened_version = 1')).rejects.toThrow('is written as it is opened again');
    },
  );

  it.each([
    ['nobody has read', null],
    ['is less', { amount: 'amount - 1' }],
    ['is of something else', { type: 'adjustment' }],
    ['is of another payout', { source: "'po_other'" }],
  ])('one whose money %s is not opened again, nor by hand', async (_what, back) => {
    const id = await ended('refused');
    await world.tamper(
      `update payout_requests set state = 'returned', is_reserved = false where payout_request_id = '${id}'`,
    );
    if (back !== null) await insertMoneyBack(world, id, back);
    await expect(openAgain('anna', id)).rejects.toMatchObject({
      code: 'precondition_failed',
      message: expect.stringContaining('not back in the balance yet') as string,
    });
    expect((await getPayoutRequest(world.as('anna'), id)).reopening).toMatchObject({
      isPossible: false,
      next: expect.stringContaining('not back in the balance yet') as string,
    });
    await expect(update(id, `${AGAIN}, reopened_by_operator_id = 'opr_anna'`)).rejects.toThrow(
      'is not back yet',
    );
    await world.tamper(
      `delete from balance_transactions where balance_transaction_id = 'txn_po_${id}'; delete from payouts where payout_id = 'po_${id}'`,
    );
    await insertMoneyBack(world, id);
    expect((await getPayoutRequest(world.as('anna'), id)).reopening).toMatchObject({ isPossible: true });
    await openAgain('anna', id);
  });

  it('what was approved before it was opened again counts no more, made void or not', async () => {
    const id = await ended('returned');
    await world.tamper(`insert into payout_approvals (payout_approval_id, payout_request_id, connected_account_id, decision,
        payload_hash, preview_hash, request_version, operator_id, operator_role)
      select 'pap_${id}', payout_request_id, connected_account_id, 'approve', payload_hash, 'x', 1, 'opr_ines', 'risk_reviewer'
      from payout_requests where payout_request_id = '${id}'`);
    expect(await world.request(id)).toMatchObject({ standing: 1 });
    await update(id, `${AGAIN}, reopened_by_operator_id = 'opr_anna'`);
    expect(await world.request(id)).toMatchObject({ standing: 0 });
  });

  it('nothing that Stripe has comes back before Stripe says so, neither attempt nor request', async () => {
    const id = await ended('refused');
    await world.tamper(`update payout_requests set state = 'sent', is_reserved = false where payout_request_id = '${id}';
      insert into payout_attempts (payout_attempt_id, payout_request_id, connected_account_id, attempt_number, idempotency_key,
        payload_hash, state, claimed_by, claimed_until, payout_id)
      select 'pat_${id}', payout_request_id, connected_account_id, 1, '${id}/1', payload_hash, 'accepted', 'x', now(), payout_id
      from payout_requests where payout_request_id = '${id}';
      insert into payouts (payout_id, connected_account_id, livemode, occurred_at, amount, currency, status, method, is_automatic,
        arrives_on, metadata, read_at)
      select payout_id, connected_account_id, false, now(), amount, currency, 'paid', 'standard', false, '2026-11-24', '{}', now()
      from payout_requests where payout_request_id = '${id}'`);
    const attempt = `update payout_attempts set state = 'returned' where payout_request_id = '${id}'`;
    await expect(asProgram(attempt)).rejects.toThrow('has not come back');
    await expect(update(id, "state = 'returned'")).rejects.toThrow('has not come back');
    const stripeSays = (status: string, account = '') =>
      world.tamper(`update payouts set status = '${status}', connected_account_id = connected_account_id || '${account}'
        where payout_id = 'po_${id}'`);
    await stripeSays('failed', 'other');
    await expect(asProgram(attempt)).rejects.toThrow('has not come back');
    await world.tamper(
      `update payouts set connected_account_id = replace(connected_account_id, 'other', '') where payout_id = 'po_${id}'`,
    );
    await asProgram(attempt);
    await update(id, "state = 'returned'");
    expect(await world.request(id)).toMatchObject({ state: 'returned' });
  });
});
