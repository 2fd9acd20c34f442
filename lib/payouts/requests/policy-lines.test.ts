import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluatePolicy, type PolicyFacts } from '../rules/evaluate-policy.ts';
import { parsePolicy } from '../rules/policy-text.ts';
import { openPayoutWorld, type PayoutWorld } from './payout-world.fixture.ts';
import { proposePayout } from './propose-payout.ts';

/* What the database knows of a policy by itself: no request names it and needs fewer people than its own lines surely say. */

let world: PayoutWorld;
let versions = 100;
beforeAll(async () => {
  world = await openPayoutWorld();
});
afterAll(() => world.close());

const asProgram = (statement: string) =>
  world.sql.begin(async (tx) => {
    await tx`set local role sluice_app`;
    await tx.unsafe(statement);
  });

/** Puts a policy in force since an hour ago. @returns its id */
async function inForce(text: string): Promise<string> {
  versions += 1;
  const id = `ppv_${String(versions)}`;
  await world.tamper(
    `insert into payout_policies (policy_version_id, version, text, state, written_by, published_by, published_at)
     values ('${id}', ${String(versions)}, '${text}', 'published', 'opr_marek', 'opr_noor', now() - interval '1 hour')`,
  );
  return id;
}

async function asked(amount = 40_00n): Promise<string> {
  const account = await world.account([100_00n]);
  const wanted = { connectedAccountId: account, currency: 'usd', amount };
  return (await proposePayout(world.as('anna'), wanted)).payoutRequestId;
}

/** What the database asks for a request with these columns, under the policy that came last. */
async function leastPeople(columns: Record<string, string>): Promise<number | undefined> {
  const [least] = await world.sql<{ approvals: number }[]>`
    select approvals from least_people(jsonb_populate_record(null::payout_requests,
      ${world.sql.json({ ...columns, policy_version_id: `ppv_${String(versions)}` })}))`;
  return least?.approvals;
}

let copies = 0;
/** The same request under another id, with what is changed, as somebody would write it who knows the checks. */
const copy = (id: string, changed: Record<string, unknown>) => {
  copies += 1;
  const to = `prq_copy${String(copies)}`;
  return asProgram(`
    insert into payout_requests
    select (jsonb_populate_record(request, '${JSON.stringify(changed)}'::jsonb || jsonb_build_object('payout_request_id', '${to}',
      'payload', text, 'payload_hash', encode(sha256(convert_to(text, 'UTF8')), 'hex')))).*
    from payout_requests as request, jsonb_set(payload::jsonb, '{payout_request_id}', '"${to}"') as changed, cast(changed as text) as text
    where payout_request_id = '${id}'`);
};

const REFUSED = 'needs the people that its policy names';

describe('a request that a person would write by hand', () => {
  it.each([
    ['hold for 2 approvals', 2],
    ['hold for 1 approval\nhold for 3 approvals when amount > 39.99 USD', 3],
    ['go\nHOLD for 2 Approvals when asked by a person and Currency is one of EUR, USD # big', 2],
    ['hold for 1 approval\nhold for 2 approvals when paid in 7 days >= 40 USD', 2],
    ['hold for 2 approvals when first payout\nhold for 3 approvals when risk band is high', 2],
    ['go when amount < 10.00 USD', 2],
    ['hold for 1 approval when amount > 10.00 EUR', 2],
    ['go\nhold for 1 approval when amount > 10.00 EUR', 2],
  ])('under “%s” needs %i people', async (text, people) => {
    const policy_version_id = await inForce(text);
    const id = await asked();
    await expect(copy(id, { policy_version_id, approvals_needed: people - 1 })).rejects.toThrow(REFUSED);
    await copy(id, { policy_version_id, approvals_needed: people });
  });

  it('is judged by what was asked for first', async () => {
    const policy_version_id = await inForce(
      'hold for 1 approval\nhold for 3 approvals when amount > 50.00 USD',
    );
    const id = await asked();
    const judged = { policy_version_id, judged_amount: '5001' };
    await expect(copy(id, { ...judged, approvals_needed: 2 })).rejects.toThrow(REFUSED);
    await copy(id, { ...judged, approvals_needed: 3 });
  });

  it('is compared in the units of its currency', async () => {
    await inForce(
      'go\nhold for 2 approvals when amount > 5,000 JPY\nhold for 2 approvals when amount > 1.5 KWD',
    );
    const least = (currency: string, amount: string) => leastPeople({ currency, amount });
    expect(await Promise.all(['5000', '5001'].map((amount) => least('jpy', amount)))).toEqual([0, 2]);
    expect(await Promise.all(['1500', '1501'].map((amount) => least('kwd', amount)))).toEqual([0, 2]);
  });

  it.each([
    ['go when amount < 40.00 USD', 2],
    ['hold for 1 approval when amount <= 40.00 USD', 1],
    ['go\nhold for 3 approvals when amount >= 40.00 USD', 3],
    ['go\nhold for 3 approvals when amount > 40.00 USD', 0],
  ])('counts an amount at the line as the line says: “%s”, %i', async (text, least) => {
    await inForce(text);
    expect(await leastPeople({ currency: 'usd', amount: '4000' })).toBe(least);
  });

  it.each([
    ['go\nhold for 2 approvals when paid in 24 hours > 40.00 USD', '4000', 0],
    ['go\nhold for 2 approvals when paid in 24 hours > 40.00 USD', '4001', 2],
    ['hold for 1 approval when paid in 24 hours > 40.00 USD', '4000', 1],
    ['hold for 1 approval when paid in 7 days >= 40.00 USD', '3999', 1],
    ['go\nhold for 3 approvals when paid in 7 days < 30.00 USD', '2999', 0],
    ['go\nhold for 3 approvals when paid in 24 hours <= 30.00 USD', '3000', 0],
  ])(
    'counts in days with its amount, which the program may add to: “%s”, %s',
    async (text, amount, least) => {
      await inForce(text);
      expect(await leastPeople({ currency: 'usd', amount, judged_amount: '9000' })).toBe(least);
    },
  );

  it('needs the role that a line surely names', async () => {
    const policy_version_id = await inForce('hold for 2 approvals by risk reviewer when asked by a person');
    const id = await asked();
    await expect(copy(id, { policy_version_id, approver_role: null })).rejects.toThrow(REFUSED);
    const lower = copy(id, { policy_version_id, approver_role: 'finance_operator' });
    await expect(lower).rejects.toThrow(REFUSED);
    await copy(id, { policy_version_id, approver_role: 'administrator' });
  });

  it('needs them, too, when it becomes another one', async () => {
    await inForce('hold for 1 approval\nhold for 3 approvals when amount > 50.00 USD');
    const id = await asked();
    const grow = (approvals: number) =>
      asProgram(`update payout_requests set version = version + 1, amount = 6000, approvals_needed = ${String(approvals)},
        payload = text, payload_hash = encode(sha256(convert_to(text, 'UTF8')), 'hex')
        from (select payout_request_id as id, jsonb_set(payload::jsonb, '{amount}', '"6000"')::text as text from payout_requests) as changed
        where id = payout_request_id and payout_request_id = '${id}'`);
    await expect(grow(2)).rejects.toThrow(REFUSED);
    await grow(3);
  });
});

const LINES = [
  'go',
  'wait 24 hours',
  'hold for 1 approval',
  'go when amount < 50.00 USD',
  'hold for 2 approvals when amount >= 50.00 USD',
  'hold for 3 approvals when amount > 5,000 JPY and not instant',
  'hold for 1 approval by risk reviewer when first payout',
  'hold for 2 approvals by administrator when currency is not one of USD, EUR',
  'hold for 3 approvals by finance operator when country is US and asked by a cadence',
  'hold for 4 approvals when risk band is high',
  'hold for 2 approvals when paid in 24 hours > 40.00 USD',
  'hold for 3 approvals when paid in 7 days < 100.00 USD',
  'go when account age > 30 days and asked in a file',
  'hold for 5 approvals when not asked by the owner and amount <= 10.000 KWD',
];

it('never asks for more than the program does, whatever the policy and the payout', async () => {
  const amounts = [1n, 39_99n, 40_00n, 50_00n, 10_000n, 5_001n];
  const facts = fc.record({
    amount: fc.constantFrom(...amounts),
    more: fc.constantFrom(0n, 0n, 20_00n),
    currency: fc.constantFrom('usd', 'eur', 'jpy', 'kwd'),
    country: fc.constantFrom(null, 'US', 'DE'),
    riskBand: fc.constantFrom(null, 'high'),
    accountAgeDays: fc.constantFrom(1, 90),
    isFirstPayout: fc.boolean(),
    isInstant: fc.boolean(),
    origin: fc.constantFrom('cadence', 'person', 'file', 'owner'),
    paidBefore: fc.constantFrom(0n, 100_00n),
  });
  const cases = fc.sample(
    fc.record({ lines: fc.uniqueArray(fc.constantFrom(...LINES), { minLength: 1, maxLength: 4 }), facts }),
    { numRuns: 400, seed: 7 },
  );
  const account = await world.account([1n]);
  let exact = 0;
  await world.sql
    .begin(async (tx) => {
      await tx`set local session_replication_role = replica`;
      for (const { lines, facts: given } of cases) {
        const { amount, more, paidBefore, ...rest } = given;
        const text = lines.join('\n');
        await tx`delete from payout_policies where policy_version_id = 'ppv_try'`;
        await tx`insert into payout_policies (policy_version_id, version, text, state, written_by) values ('ppv_try', 99999, ${text}, 'draft', 'x')`;
        await tx`update connected_accounts set country = ${rest.country} where connected_account_id = ${account}`;
        const row = {
          connected_account_id: account,
          policy_version_id: 'ppv_try',
          amount: String(amount),
          judged_amount: more === 0n ? null : String(amount + more),
          currency: rest.currency,
          method: rest.isInstant ? 'instant' : 'standard',
          origin: rest.origin,
        };
        const [least] = await tx<{ approvals: number; strictness: number }[]>`
          select approvals, strictness from least_people(jsonb_populate_record(null::payout_requests, ${tx.json(row)}))`;
        const asksOf: PolicyFacts = {
          ...rest,
          amount: amount + more,
          destinationChangedDays: null,
          isWeakLock: false,
          paidWithin: { '24 hours': amount + paidBefore, '7 days': amount + paidBefore },
          isByHand: false,
        };
        const route = evaluatePolicy(parsePolicy(text).rules, asksOf);
        const roles = [null, 'finance_operator', 'risk_reviewer', 'administrator'];
        const said = `${text} for ${JSON.stringify(row)}`;
        expect(least?.approvals, said).toBeLessThanOrEqual(route.approvalsNeeded);
        expect(least?.strictness, said).toBeLessThanOrEqual(roles.indexOf(route.approverRole));
        if (least?.approvals === route.approvalsNeeded) exact += 1;
      }
      throw new Error('undone');
    })
    .catch((error: unknown) => {
      if (!(error instanceof Error) || error.message !== 'undone') throw error;
    });
  // … and what it knows is most of it.
  expect(exact).toBeGreaterThan(cases.length / 2);
});
