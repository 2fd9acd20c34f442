import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jobContext } from '../../context.ts';
import { now } from '../../clock.ts';
import { inTransaction } from '../../db/transaction.ts';
import { openPayoutWorld, type PayoutWorld } from '../../payouts/requests/payout-world.fixture.ts';
import { textHash } from '../../text-hash.ts';
import { assessConnectedAccount } from '../assessments/assess-connected-account.ts';
import { readDecisionInputs } from '../assessments/read-decision-inputs.ts';
import { DAY, fact, learn, MINUTE } from '../assessments/test-story.fixture.ts';
import type { RiskFact } from '../facts/types.ts';
import { canonicalText } from '../rules/canonical-text.ts';
import type { DecisionInputs } from '../rules/decide.ts';
import { estimateRunOffCurves } from './estimate-run-off-curves.ts';
import { listRunOffCurves } from './queries.ts';
import { readRunOffPast } from './read-cohorts.ts';

/* Twenty sellers who give a ninth back on the second day; ten of them are bakeries, whose customers dispute nothing. */

let world: PayoutWorld;
const sellers: string[] = [];

const back = (charge: RiskFact, kind: 'refund' | 'dispute', days: number, more: Partial<RiskFact> = {}) =>
  fact(charge.connectedAccountId, kind, now().getTime() - charge.occurredAt.getTime() - days * DAY, {
    chargeId: charge.chargeId,
    cardFingerprint: null,
    cardCountry: null,
    riskLevel: null,
    ...more,
  });

beforeAll(async () => {
  world = await openPayoutWorld();
  for (let at = 0; at < 20; at += 1) sellers.push(await world.account([10_000_00n]));
  for (const [at, seller] of sellers.entries()) {
    await world.sql`update connected_accounts set merchant_category_code = ${at < 10 ? '5462' : '5812'}
      where connected_account_id = ${seller}`;
    for (let day = 2; day < 170; day += 1) {
      const charges = Array.from({ length: 3 }, (_, sale) =>
        fact(seller, 'charge', day * DAY + sale * MINUTE),
      );
      const [first, second, third] = charges;
      const came: RiskFact[] = [];
      if (first !== undefined && day % 3 === 0) came.push(back(first, 'refund', 1.5));
      // The platform's own say nothing of sellers.
      if (second !== undefined && day > 12) came.push(back(second, 'refund', 9, { isPlatformMade: true }));
      if (third !== undefined && at >= 10 && day % 5 === 0 && day > 41)
        came.push(back(third, 'dispute', 40.5));
      await learn([...charges, ...came]);
    }
  }
}, 120_000);
afterAll(() => world.close());

const job = () => jobContext('estimate-run-off');
const assess = (connectedAccountId: string) =>
  assessConnectedAccount(jobContext('assess-risk'), { connectedAccountId });

async function stored(account: string) {
  const [row] = await world.sql<{ decided_at: string; inputs: string }[]>`
    select decided_at::text, inputs from risk_assessments where connected_account_id = ${account} order by decided_at desc limit 1`;
  if (row === undefined) throw new Error('nothing was stored');
  return { ...row, seen: JSON.parse(row.inputs) as DecisionInputs }; // as it was written
}

const again = (account: string, at: string, hash: string | null) =>
  inTransaction((tx) =>
    readDecisionInputs(tx, { connectedAccountId: account, currency: 'usd', at: new Date(at) }, hash),
  );

/** Another night's, as the database would hold it. */
async function another(group: string, permille: number): Promise<string> {
  const left = [1_000, ...Array.from({ length: 120 }, () => permille)];
  const way = { left, back: [0], times: 0, weight: 0 };
  const text = canonicalText({ format: 1, refunds: way, disputes: way, observedDays: 0 });
  await world.tamper(`insert into risk_run_off_curves (risk_run_off_curve_id, currency, peer_group, estimated_on, estimated_at, text, hash,
      accounts, cohorts, charges, refunds, disputes, data_from, data_to, estimated_by)
    values ('rro_${group}${String(permille)}', 'usd', '${group}', current_date + 1, now(), '${text}', '${textHash(text)}', 1, 1, 1, 0, 0,
      now() - interval '1 day', now(), 'x')`);
  return textHash(text);
}

describe('run-off curves of an install', () => {
  let beforeAny: Awaited<ReturnType<typeof stored>>;

  it('are the ones chosen by hand before any was estimated, and no decision names one', async () => {
    const [seller = ''] = sellers;
    await assess(seller);
    beforeAny = await stored(seller);
    expect(beforeAny.seen.money).not.toHaveProperty('curves');
    expect(canonicalText(await again(seller, beforeAny.decided_at, null))).toBe(beforeAny.inputs);
  });

  it('are estimated once a night, from what had happened before it, and shown with where they come from', async () => {
    // Of the dollar, and of each of its two kinds of business.
    expect(await estimateRunOffCurves(job())).toBe(3);
    expect(await estimateRunOffCurves(job())).toBe(0);
    const [curves, ...ofKinds] = await listRunOffCurves(world.as('vera'));
    expect(curves).toMatchObject({ currency: 'usd', of: null, accounts: 20, observedDays: 120 });
    const bakeries = ofKinds.find(({ of }) => of === 'bakeries');
    expect(bakeries).toMatchObject({ accounts: 10, times: { disputes: 0 }, weights: { disputes: 0 } });
    // What they do not tell is as in the whole currency.
    expect(bakeries?.ages.map(({ disputesLeft }) => disputesLeft)).toEqual(
      curves?.ages.map(({ disputesLeft }) => disputesLeft),
    );
    expect(curves?.dataTo.toISOString().slice(11)).toBe('00:00:00.000Z');
    expect(curves?.dataTo.getTime()).toBeLessThanOrEqual(now().getTime());
    const at = (days: number) => curves?.ages.find((age) => age.days === days);
    // A ninth of the volume came back on the second day, what the platform gave back by itself is none of it.
    expect(at(3)?.refunded).toBeGreaterThan(100_000);
    expect(at(3)?.refunded).toBeLessThan(120_000);
    expect(at(120)?.refunded).toBe(at(3)?.refunded);
    expect(at(30)?.disputed).toBe(0);
    expect(at(45)?.disputed).toBeGreaterThan(25_000);
    expect(at(45)?.disputed).toBeLessThan(40_000);
    expect(at(30)?.disputesLeft).toBeGreaterThan(850);
    expect(at(30)?.refundsLeft).toBeLessThan(300);
    const [said] = await world.sql`select 1 from audit_records where action = 'risk_run_off.estimate'`;
    expect(said).toBeDefined();
  });

  it('are named by each decision from then on, which is told again by its own and by no other', async () => {
    const [seller = ''] = sellers;
    await world.sql`update risk_standings set stored_at = now() - interval '2 days'`;
    await assess(seller);
    const first = await stored(seller);
    const { curves: hash = null } = first.seen.money;
    expect(hash).toHaveLength(64);
    expect(first.seen.money.runOff).not.toBe(beforeAny.seen.money.runOff);
    // Another night comes: what was decided is told by what it was decided by.
    const newer = await another('*', 10);
    expect(canonicalText(await again(seller, first.decided_at, hash))).toBe(first.inputs);
    expect(canonicalText(await again(seller, first.decided_at, newer))).not.toBe(first.inputs);
    expect(canonicalText(await again(seller, beforeAny.decided_at, null))).toBe(beforeAny.inputs);
    await world.sql`update risk_standings set stored_at = now() - interval '2 days'`;
    await assess(seller);
    expect((await stored(seller)).seen.money.curves).toBe(newer);
    // Its own business has one: that one, of the same night.
    const ofBakeries = await another('5462', 20);
    const asked = async (account: string) =>
      (await world.sql<{ hash: string | null }[]>`select risk_run_off_of(${account}, 'usd') as hash`)[0]
        ?.hash;
    expect(await asked(seller)).toBe(ofBakeries);
    expect(await asked(sellers[19] ?? '')).toBe(newer);
    expect((await world.sql`select risk_run_off_of(${seller}, 'eur') as hash`)[0]?.['hash']).toBeNull();
  });

  it('see nothing of the day that they are estimated on, nor of later ones', async () => {
    const early = new Date(now().getTime() - 100 * DAY);
    const [seller = ''] = sellers;
    const [older, younger] = [fact(seller, 'charge', 105 * DAY), fact(seller, 'charge', 99 * DAY)];
    await learn([older]);
    const before = await readRunOffPast(early);
    await learn([back(older, 'refund', 6), younger, back(younger, 'refund', 1)]);
    expect(await readRunOffPast(early)).toEqual(before);
    const ends = before.groups.flatMap(({ cohorts }) => cohorts.map(({ endsAt }) => endsAt));
    expect(Math.max(...ends)).toBeLessThan(early.getTime() + 8 * DAY);
  });
});
