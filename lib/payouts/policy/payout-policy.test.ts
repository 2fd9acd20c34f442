import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPayoutWorld, type PayoutWorld } from '../requests/payout-world.fixture.ts';
import { proposePayout } from '../requests/propose-payout.ts';
import { parsePolicy } from '../rules/policy-text.ts';
import { tallyRoutes } from '../rules/tally-routes.ts';
import { draftPayoutPolicy } from './draft-payout-policy.ts';
import { listPastPayouts } from './past-payout-queries.ts';
import { insertProof } from '../../approvals/step-up/test-proof.fixture.ts';
import { publishLeaf } from './publish-leaf.ts';
import { publishPayoutPolicy } from './publish-payout-policy.ts';
import { listPolicyVersions } from './queries.ts';
import { textHash } from './text-hash.ts';
import { withdrawPayoutPolicy } from './withdraw-payout-policy.ts';

let world: PayoutWorld;
beforeAll(async () => {
  world = await openPayoutWorld();
});
afterAll(() => world.close());

const write = (name: string, text: string, seen: string | null) =>
  draftPayoutPolicy(world.as(name), { text, seenHash: seen === null ? null : textHash(seen) });
const publish = async (name: string, policyVersionId: string, text: string, proven = text) => {
  const root = publishLeaf({ policyVersionId, textHash: textHash(proven) });
  const stepUpProofId = await insertProof(world.sql, world.as(name), { purpose: 'policies.publish', root });
  return publishPayoutPolicy(world.as(name), { policyVersionId, seenHash: textHash(text), stepUpProofId });
};

/** A draft with this text, whoever left one before. */
async function draft(name: string, text: string): Promise<string> {
  const [open] = (await listPolicyVersions(world.as('marek'))).filter(({ state }) => state === 'draft');
  const { policyVersionId } = await write(name, text, open?.text ?? null);
  return policyVersionId;
}

describe('a payout policy', () => {
  it('written by one administrator and published by another decides about the next request', async () => {
    const account = await world.account([100_00n, 100_00n]);
    const ask = () =>
      proposePayout(world.as('anna'), { connectedAccountId: account, currency: 'usd', amount: 50_00n });
    expect(await ask()).toMatchObject({ route: 'people', state: 'in_review' });
    const id = await draft('marek', 'go');
    expect(await ask()).toMatchObject({ route: 'people' });
    await publish('noor', id, 'go');
    expect(await ask()).toMatchObject({ route: 'automatic', state: 'approved' });
    const [row] =
      await world.sql`select written_by, published_by from payout_policies where policy_version_id = ${id}`;
    expect(row).toEqual({ written_by: 'opr_marek', published_by: 'opr_noor' });
  });

  it('is not published by whoever changed it last, not even after a colleague had written it', async () => {
    const id = await draft('marek', 'hold for 1 approval');
    await expect(publish('marek', id, 'hold for 1 approval')).rejects.toMatchObject({
      code: 'precondition_failed',
    });
    await write('noor', 'hold for 2 approvals', 'hold for 1 approval');
    await expect(publish('noor', id, 'hold for 2 approvals')).rejects.toThrow('You wrote this draft last');
    await publish('marek', id, 'hold for 2 approvals');
  });

  it('is published only with a proof of presence for exactly its text', async () => {
    const id = await draft('marek', 'hold for 2 approvals');
    await expect(publish('noor', id, 'hold for 2 approvals', 'go')).rejects.toMatchObject({
      code: 'forbidden',
    });
    const [open] = (await listPolicyVersions(world.as('noor'))).filter(({ state }) => state === 'draft');
    expect(open?.policyVersionId).toBe(id);
    await publish('noor', id, 'hold for 2 approvals');
  });

  it('is not published as another text than was on the screen, nor twice, nor with a line that cannot be read', async () => {
    const id = await draft('marek', 'go when currency is USD');
    await write('marek', 'go', 'go when currency is USD');
    await expect(publish('noor', id, 'go when currency is USD')).rejects.toMatchObject({ code: 'conflict' });
    await write('marek', 'go\nlet it rain', 'go');
    await expect(publish('noor', id, 'go\nlet it rain')).rejects.toThrow('Line 2 cannot be read');
    await write('marek', 'go', 'go\nlet it rain');
    const both = await Promise.allSettled([publish('noor', id, 'go'), publish('noor', id, 'go')]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('of two first drafts at once keeps one, and of two edits the first', async () => {
    const drafts = await Promise.allSettled([write('marek', 'go', null), write('noor', 'go', null)]);
    expect(drafts.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const edits = await Promise.allSettled([
      write('marek', 'wait 1 hour', 'go'),
      write('noor', 'wait 2 hours', 'go'),
    ]);
    expect(edits.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(edits.find((one) => one.status === 'rejected')?.reason).toMatchObject({ code: 'conflict' });
  });

  it('that is given up stays in the history, and the next has another number', async () => {
    const id = await draft('marek', 'go');
    await withdrawPayoutPolicy(world.as('marek'), { policyVersionId: id, seenHash: textHash('go') });
    const next = await write('marek', 'go', null);
    const versions = await listPolicyVersions(world.as('vera', 'viewer'));
    expect(versions.slice(0, 2).map(({ state }) => state)).toEqual(['draft', 'withdrawn']);
    expect(next.version).toBe((versions[1]?.version ?? 0) + 1);
    await expect(publish('noor', id, 'go')).rejects.toMatchObject({ code: 'conflict' });
  });

  it('is an administrator’s alone', async () => {
    const id = await draft('marek', 'go');
    for (const name of ['anna', 'ines']) {
      await expect(write(name, 'go', 'go')).rejects.toMatchObject({ code: 'forbidden' });
      await expect(publish(name, id, 'go')).rejects.toMatchObject({ code: 'forbidden' });
    }
  });
});

describe('tried on the past', () => {
  it('counts requests and what Stripe made itself, each once, by currency', async () => {
    const account = await world.account([900_00n]);
    await world.tamper('delete from payout_allocations; delete from payout_requests');
    const { payoutRequestId } = await proposePayout(world.as('anna'), {
      connectedAccountId: account,
      currency: 'usd',
      amount: 300_00n,
    });
    const made = (id: string, amount: number, currency: string, days: number) => world.sql`
      insert into payouts (payout_id, connected_account_id, livemode, occurred_at, amount, currency, status, method, is_automatic, arrives_on, metadata, read_at)
      values (${id}, ${account}, false, now() - make_interval(days => ${days}), ${amount}, ${currency}, 'paid', 'standard', true, now(), '{}', now())`;
    await made('po_t1', 700_00, 'usd', 10);
    await made('po_t2', 50_00, 'eur', 5);
    await made('po_old', 70_00, 'usd', 91);
    await made('po_ours', 300_00, 'usd', 1);
    await made('po_debit', -20_00, 'usd', 2);
    await world.tamper(
      `update payout_requests set payout_id = 'po_ours', state = 'sent', is_reserved = false where payout_request_id = '${payoutRequestId}'`,
    );
    const { payouts, isCut } = await listPastPayouts(world.as('marek'));
    expect(isCut).toBe(false);
    const { rules } = parsePolicy(
      'go\nwait 24 hours when first payout\nhold for 1 approval when amount > 500.00 USD\nhold for 1 approval when amount > 500.00 EUR',
    );
    expect(tallyRoutes(rules, payouts)).toEqual([
      {
        currency: 'eur',
        all: { count: 1, sum: { amount: 50_00n, currency: 'eur' } },
        held: { count: 0, sum: { amount: 0n, currency: 'eur' } },
        waited: { count: 0, sum: { amount: 0n, currency: 'eur' } },
      },
      {
        currency: 'usd',
        all: { count: 2, sum: { amount: 1_000_00n, currency: 'usd' } },
        held: { count: 1, sum: { amount: 700_00n, currency: 'usd' } },
        waited: { count: 0, sum: { amount: 0n, currency: 'usd' } },
      },
    ]);
    expect(tallyRoutes(null, payouts).map(({ all, held }) => held.count === all.count)).toEqual([true, true]);
  });
});
