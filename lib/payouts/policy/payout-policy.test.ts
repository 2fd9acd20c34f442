import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jobContext, type Context } from '../../context.ts';
import { database } from '../../db/client.ts';
import { isFirstPayout } from '../queue/request-particulars.ts';
import { openPayoutWorld, type PayoutWorld } from '../requests/payout-world.fixture.ts';
import { proposePayout } from '../requests/propose-payout.ts';
import { readDecisionPreview } from '../review/queries.ts';
import { parsePolicy } from '../rules/policy-text.ts';
import { tallyRoutes } from '../rules/tally-routes.ts';
import { draftPayoutPolicy } from './draft-payout-policy.ts';
import { listPastPayouts } from './past-payout-queries.ts';
import { insertProof } from '../../approvals/step-up/test-proof.fixture.ts';
import { publishLeaf } from '../../versioned-texts/publish-leaf.ts';
import { PAYOUT_POLICY } from './payout-policy.ts';
import { publishAsShown } from './publish-as-shown.ts';
import { publishPayoutPolicy } from './publish-payout-policy.ts';
import { listPolicyVersions } from './queries.ts';
import { textHash } from '../../text-hash.ts';
import { withdrawPayoutPolicy } from './withdraw-payout-policy.ts';

let world: PayoutWorld;
beforeAll(async () => {
  world = await openPayoutWorld();
});
afterAll(() => world.close());

const write = (name: string, text: string, seen: string | null) =>
  draftPayoutPolicy(world.as(name), { text, seenHash: seen === null ? null : textHash(seen) });
const publish = async (name: string, versionId: string, text: string, proven = text) => {
  const root = publishLeaf(PAYOUT_POLICY, { versionId, textHash: textHash(proven) });
  const stepUpProofId = await insertProof(world.sql, world.as(name), { purpose: 'policies.publish', root });
  return publishPayoutPolicy(world.as(name), { versionId, seenHash: textHash(text), stepUpProofId });
};

/** A draft with this text, whoever left one before. */
async function draft(name: string, text: string): Promise<string> {
  const [open] = (await listPolicyVersions(world.as('marek'))).filter(({ state }) => state === 'draft');
  const { versionId } = await write(name, text, open?.text ?? null);
  return versionId;
}

describe('a payout policy', () => {
  it('written by one administrator and published by another decides about the next request', async () => {
    const account = await world.account([100_00n, 100_00n]);
    const ask = () =>
      proposePayout(jobContext('propose-payouts'), {
        connectedAccountId: account,
        currency: 'usd',
        amount: 50_00n,
      });
    expect(await ask()).toMatchObject({ route: 'people', state: 'in_review' });
    const id = await draft('marek', 'go');
    expect(await ask()).toMatchObject({ route: 'people' });
    await publish('noor', id, 'go');
    expect(await ask()).toMatchObject({ route: 'automatic', state: 'approved' });
    const [row] =
      await world.sql`select written_by, published_by from payout_policies where policy_version_id = ${id}`;
    expect(row).toEqual({ written_by: 'opr_marek', published_by: 'opr_noor' });
  });

  it('never lets one person alone move money, and what a cadence proposes leaves ten seconds later', async () => {
    const id = await draft('marek', 'go');
    await publish('noor', id, 'go');
    const account = await world.account([100_00n]);
    await world.sql`update external_accounts set payout_methods = '["standard", "instant"]' where connected_account_id = ${account}`;
    const ask = (ctx: Context, method: 'standard' | 'instant' = 'standard') =>
      proposePayout(ctx, { connectedAccountId: account, currency: 'usd', amount: 25_00n, method });
    for (const asked of [await ask(world.as('anna')), await ask(world.as('marek'), 'instant')])
      expect(asked).toMatchObject({ route: 'people', state: 'in_review' });
    const { payoutRequestId } = await ask(jobContext('propose-payouts'));
    const [row] = await world.sql`
      select approvals_needed as needed, leaves_after > requested_at + interval '9.9 seconds' as waits from payout_requests
      where payout_request_id = ${payoutRequestId}`;
    expect(row).toEqual({ needed: 0, waits: true });
  });

  it('adds up what was paid and what is still to leave, whatever way it took', async () => {
    const text = 'go\nhold for 1 approval when paid in 24 hours > 100.00 USD';
    await publish('noor', await draft('marek', text), text);
    const account = await world.account([900_00n]);
    const ask = async () => {
      const { route } = await proposePayout(jobContext('propose-payouts'), {
        connectedAccountId: account,
        currency: 'usd',
        amount: 40_00n,
      });
      return route;
    };
    const made = (id: string, hours: number, status: string) => world.sql`
      insert into payouts (payout_id, connected_account_id, livemode, occurred_at, amount, currency, status, method, is_automatic, arrives_on, metadata, read_at)
      values (${id}, ${account}, false, now() - make_interval(hours => ${hours}), 9000, 'usd', ${status}, 'standard', true, now(), '{}', now())`;
    await made('po_long_ago', 25, 'paid');
    await made('po_came_back', 1, 'failed');
    expect([await ask(), await ask(), await ask()]).toEqual(['automatic', 'automatic', 'people']);
    await world.tamper(`delete from payout_allocations where connected_account_id = '${account}';
      delete from payout_requests where connected_account_id = '${account}'`);
    await made('po_today', 23, 'in_transit');
    expect(await ask()).toBe('people');
  });

  it('takes every payout for the first until one has arrived that we made: none on its way, none that came back, none taken past us', async () => {
    const text = 'go\nhold for 1 approval when first payout';
    await publish('noor', await draft('marek', text), text);
    const account = await world.account([900_00n]);
    const ask = async () => {
      const { route, payoutRequestId } = await proposePayout(jobContext('propose-payouts'), {
        connectedAccountId: account,
        currency: 'usd',
        amount: 10_00n,
      });
      const [row] = await database().execute<{ first: boolean }>(
        sql`select ${isFirstPayout('request')} as first from payout_requests as request where payout_request_id = ${payoutRequestId}`,
      );
      return [route, row?.first];
    };
    const made = (id: string, status: string) => world.sql`
      insert into payouts (payout_id, connected_account_id, livemode, occurred_at, amount, currency, status, method, is_automatic, arrives_on, metadata, read_at)
      values (${id}, ${account}, false, now() - interval '2 days', 100, 'usd', ${status}, 'standard', true, now(), '{}', now())`;
    for (const status of ['pending', 'in_transit', 'failed', 'canceled']) await made(`po_${status}`, status);
    expect(await ask()).toEqual(['people', true]);
    // Ours, sent and cancelled at Stripe: nothing has arrived by it.
    await world.tamper(
      `update payout_requests set payout_id = 'po_canceled' where connected_account_id = '${account}'`,
    );
    expect(await ask()).toEqual(['people', true]);
    await made('po_past_us', 'paid');
    await world.sql`insert into bypasses (kind, connected_account_id, subject, seen) values ('payout', ${account}, 'po_past_us', 'x')`;
    expect(await ask()).toEqual(['people', true]);
    await made('po_ours', 'paid');
    expect(await ask(), 'a row that somebody made up').toEqual(['people', true]);
    await world.sql`
      insert into balance_transactions (balance_transaction_id, occurred_at, connected_account_id, currency, amount, fee, net, fee_details,
        type, reporting_category, balance_type, status, available_at, source_id)
      values (${`txn_${account}`}, now() - interval '2 days', ${account}, 'usd', -100, 0, -100, '[]', 'payout', 'payout', 'payments',
        'available', now(), 'po_ours')`;
    expect(await ask()).toEqual(['automatic', false]);
  });

  it('takes a destination for changed when it came as a new one, not when its account began with it', async () => {
    const text = 'go\nhold for 1 approval when destination changed within 14 days';
    await publish('noor', await draft('marek', text), text);
    const account = await world.account([100_00n]);
    const [destination] = await world.sql<{ id: string }[]>`
      select external_account_id as id from external_accounts where connected_account_id = ${account}`;
    const seen = (id: string, minutes: number, isNew: boolean) => world.sql`
      insert into external_account_changes (connected_account_id, external_account_id, change, after, seen_at, is_new_destination)
      values (${account}, ${id}, 'added', '{}', now() - make_interval(mins => ${minutes}), ${isNew})`;
    const ask = async () => {
      const asked = await proposePayout(jobContext('propose-payouts'), {
        connectedAccountId: account,
        currency: 'usd',
        amount: 10_00n,
      });
      const { groups } = await readDecisionPreview(world.as('ines'), asked.payoutRequestId);
      const lines = groups.flatMap((group) => group.lines).map(({ name }) => name);
      return [asked.route, lines.includes('Destinations last changed')];
    };
    await seen(destination?.id ?? '', 30, false);
    expect(await ask()).toEqual(['automatic', false]);
    await seen(destination?.id ?? '', 5, true);
    expect(await ask()).toEqual(['people', true]);
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
    expect(open?.versionId).toBe(id);
    await publish('noor', id, 'hold for 2 approvals');
  });

  it('is proven for in a form only as it was shown, so that no code is used up by what has changed', async () => {
    const versionId = await draft('marek', 'hold for 3 approvals');
    const send = (seen: string) =>
      publishAsShown(world.as('noor'), {
        versionId,
        seenHash: textHash(seen),
        confirmation: { code: '', challengeId: '', assertion: '' },
      });
    await expect(send('go')).rejects.toThrow('This has changed since it was shown to you');
    await expect(send('hold for 3 approvals')).rejects.toThrow(
      'Confirm with a passkey or with a one-time code',
    );
  });

  it('is not published as another text than was on the screen, nor twice, nor with a line that cannot be read', async () => {
    const id = await draft('marek', 'go when currency is USD');
    await write('marek', 'go', 'go when currency is USD');
    await expect(publish('noor', id, 'go when currency is USD')).rejects.toMatchObject({ code: 'conflict' });
    await write('marek', 'go\nlet it rain', 'go');
    await expect(publish('noor', id, 'go\nlet it rain')).rejects.toThrow(
      'Line 2. “let it rain” is no outcome.',
    );
    // Nor with an amount of which nobody knows whether fifteen hundred are meant.
    const twoWays = 'go\nhold for 1 approval when amount > 1.500 USD';
    await write('marek', twoWays, 'go\nlet it rain');
    await expect(publish('noor', id, twoWays)).rejects.toThrow(
      'Line 2. “1.500” can be read as 1500 or as 1.5 USD.',
    );
    await write('marek', 'go', twoWays);
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
    await withdrawPayoutPolicy(world.as('marek'), { versionId: id, seenHash: textHash('go') });
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
    await world.tamper('delete from payout_allocations; delete from payout_requests; delete from payouts');
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
        held: { count: 2, sum: { amount: 1_000_00n, currency: 'usd' } },
        waited: { count: 0, sum: { amount: 0n, currency: 'usd' } },
      },
    ]);
    const { rules: summed } = parsePolicy('go\nhold for 1 approval when paid in 7 days > 300.00 USD');
    const ofDollars = (days: number) =>
      tallyRoutes(
        summed,
        payouts.map((one) => ({ ...one, isByHand: days > 0 && one.isByHand })),
      ).find(({ currency }) => currency === 'usd')?.held.count;
    // 700.00 ten days ago; 300.00 today is alone in its week, and a person asked for it.
    expect([ofDollars(0), ofDollars(1)]).toEqual([1, 2]);
    expect(tallyRoutes(null, payouts).map(({ all, held }) => held.count === all.count)).toEqual([true, true]);
  });
});
