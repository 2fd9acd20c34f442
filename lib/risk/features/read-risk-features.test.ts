import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import { Dice } from '../../../e2e/stripe-simulator/world/dice.ts';
import { closeDatabase, database, openDatabase, type Sql } from '../../db/client.ts';
import { inTransaction } from '../../db/transaction.ts';
import { recordRiskFacts } from '../facts/record-risk-facts.ts';
import type { RiskFact, RiskFactKind } from '../facts/types.ts';
import type { RiskCounts } from './counts.ts';
import { COLD_START_FEATURES } from '../rules/cold-start-model.ts';
import { RISK_FEATURES } from './feature-columns.ts';
import { readRiskFeatures } from './read-risk-features.ts';
import { ATTEMPT_SIGNS } from './recent-attempts.ts';

let testDatabase: TestDatabase;
let owner: Sql;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  process.env['DATABASE_URL'] = testDatabase.url;
  owner = openDatabase(testDatabase.ownerUrl, { max: 1, role: null }).sql;
  await owner`set session_replication_role = replica`;
});

afterAll(async () => {
  await owner.end();
  await closeDatabase();
  await testDatabase.drop();
});

beforeEach(empty);

async function empty(): Promise<void> {
  await owner`truncate risk_facts, risk_hour_counters, risk_day_counters, risk_seen, risk_due`;
}

const SELLER = 'acct_1A';
const OTHER = 'acct_1B';
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Before this test runs by any clock, so that what is learned now can be told from what was learned then. */
const ENDS = Date.parse('2026-10-20T09:41:30Z');

type Learned = RiskFact & { learnedAt: number };

function fact(kind: RiskFactKind, stripeId: string, at: number, more: Partial<RiskFact> = {}): RiskFact {
  return {
    connectedAccountId: SELLER,
    kind,
    stripeId,
    occurredAt: new Date(at),
    chargeId: kind === 'charge' || kind === 'decline' ? stripeId : null,
    currency: kind === 'warning' ? null : 'eur',
    amount: kind === 'warning' ? null : 1_000n,
    cardCountry: null,
    cardFingerprint: null,
    riskLevel: null,
    reason: null,
    isPlatformMade: false,
    isPlatformCharge: false,
    stripeEventId: `evt_${stripeId}`,
    ...more,
  };
}

/** Charges of two sellers over 40 days with what became of them; one in six is learned hours or days late. */
function history(seed: number): Learned[] {
  const dice = new Dice(seed, 'risk history');
  const learned: Learned[] = [];
  const tell = (told: RiskFact): void => {
    const at = told.occurredAt.getTime();
    const late = dice.chance(1 / 6) ? dice.between(0, 4 * DAY) : dice.between(0, 2_000);
    learned.push({ ...told, learnedAt: at + late });
  };
  for (let index = 0; index < 90; index += 1) {
    // More of them near the end, where the short windows are.
    const at = ENDS - 1_000 * Math.floor((40 * DAY * dice.fraction() ** 3) / 1_000);
    const connectedAccountId = dice.chance(0.2) ? OTHER : SELLER;
    const sale = {
      connectedAccountId,
      amount: BigInt(dice.between(1, 90)) * 100n,
      cardCountry: dice.pick(['DE', 'DE', 'DE', 'FR', 'BR']),
      cardFingerprint: `card${String(dice.between(1, 60))}`,
      riskLevel: dice.pick(['normal', 'normal', 'elevated', 'highest']),
      currency: dice.pick(['eur', 'eur', 'eur', 'usd']),
    };
    const chargeId = `ch_${String(index)}`;
    if (dice.chance(0.2)) {
      tell(fact('decline', chargeId, at, sale));
      continue;
    }
    tell(fact('charge', chargeId, at, sale));
    const after = { ...sale, chargeId, cardCountry: null, cardFingerprint: null, riskLevel: null };
    const then = at + 1_000 * dice.between(60, (3 * DAY) / 1_000);
    if (dice.chance(0.3))
      tell(fact('refund', `re_${String(index)}`, then, { ...after, isPlatformMade: dice.chance(0.3) }));
    if (dice.chance(0.15)) tell(fact('dispute', `du_${String(index)}`, then, after));
    if (dice.chance(0.1))
      tell(fact('warning', `issfr_${String(index)}`, then, { ...after, currency: null, amount: null }));
  }
  const soon = ENDS - 3 * HOUR;
  const after = ENDS + HOUR;
  learned.push(
    // Stripe's clock may be ahead of ours.
    { ...fact('charge', 'ch_ahead', ENDS + 1_000), learnedAt: ENDS },
    // What became of it, and that its country and its card are no news, is learned after the decision.
    {
      ...fact('charge', 'ch_soon', soon, { cardCountry: 'JP', cardFingerprint: 'card_soon' }),
      learnedAt: soon,
    },
    { ...fact('refund', 're_soon', soon + HOUR, { chargeId: 'ch_soon' }), learnedAt: after },
    { ...fact('decline', 'ch_long', ENDS - 20 * DAY, { cardCountry: 'JP' }), learnedAt: after },
    {
      ...fact('charge', 'ch_else', ENDS - 20 * DAY, {
        connectedAccountId: OTHER,
        cardFingerprint: 'card_soon',
      }),
      learnedAt: after,
    },
  );
  return learned.sort((left, right) => left.learnedAt - right.learnedAt);
}

/** Stores facts as they would have been learned, one by one, each at its own time. */
async function learn(facts: readonly Learned[]): Promise<void> {
  for (const { learnedAt, ...told } of facts) {
    await inTransaction((tx) => recordRiskFacts(tx, [told]));
    const at = new Date(learnedAt).toISOString();
    const isLate = Math.floor(learnedAt / HOUR) > Math.floor(told.occurredAt.getTime() / HOUR);
    await owner`update risk_facts set learned_at = ${at}::timestamptz, is_late = ${isLate} where stripe_event_id = ${told.stripeEventId}`;
    await owner`update risk_seen set learned_at = ${at}::timestamptz where learned_at > ${new Date(ENDS + 10 * DAY).toISOString()}::timestamptz`;
  }
}

const read = (at: number) =>
  readRiskFeatures(database(), { connectedAccountId: SELLER, currency: 'eur', at: new Date(at) });

/** By hand, from a list: what the counters must come to. */
function countBy(facts: readonly RiskFact[]): RiskCounts {
  const of = (kind: RiskFactKind) => facts.filter((one) => one.kind === kind && !one.isPlatformMade);
  const sum = (some: readonly RiskFact[]) => some.reduce((total, { amount }) => total + (amount ?? 0n), 0n);
  return {
    charges: of('charge').length,
    chargeAmount: sum(of('charge')),
    declines: of('decline').length,
    highRisk: [...of('charge'), ...of('decline')].filter(
      ({ riskLevel }) => riskLevel === 'elevated' || riskLevel === 'highest',
    ).length,
    refunds: of('refund').length,
    refundAmount: sum(of('refund')),
    disputes: of('dispute').length,
    disputeAmount: sum(of('dispute')),
  };
}

/** In the middle of an hour, at its first and its last moment, and at a midnight. */
const MOMENTS = [
  ENDS,
  ENDS - 2 * DAY + 917_000,
  Date.parse('2026-10-16T07:00:00Z'),
  Date.parse('2026-10-12T00:00:00Z') - 1,
];

describe('a decision', () => {
  it('sees nothing that happened or was learned after it', async () => {
    const all = history(1);
    await learn(all);
    const seen = [];
    for (const at of MOMENTS) seen.push(await read(at));
    for (const [index, at] of MOMENTS.entries()) {
      await empty();
      await learn(all.filter(({ learnedAt, occurredAt }) => learnedAt <= at && occurredAt.getTime() <= at));
      expect(await read(at)).toEqual(seen[index]);
    }
    expect(new Set(seen.map(({ features }) => JSON.stringify(features))).size).toBe(MOMENTS.length);
  }, 120_000);

  it('counts what a count by hand comes to, in each window and each day of the baseline', async () => {
    const all = history(2);
    await learn(all);
    for (const at of MOMENTS) {
      const known = all.filter(
        (one) =>
          one.connectedAccountId === SELLER &&
          one.currency === 'eur' &&
          one.learnedAt <= at &&
          one.occurredAt.getTime() <= at,
      );
      const since = (from: number) => countBy(known.filter(({ occurredAt }) => occurredAt.getTime() >= from));
      const hour = at - (at % HOUR);
      const today = at - (at % DAY);
      const { windows, baselineDays } = (await read(at)).history;
      expect(windows).toEqual({
        '1h': since(at - HOUR + 1),
        '24h': since(hour - 23 * HOUR),
        '7d': since(hour - 167 * HOUR),
        '30d': since(today - 29 * DAY),
      });
      const end = at - 3 * DAY - ((at - 3 * DAY) % DAY);
      const days = known
        .map(({ occurredAt }) => Math.floor(occurredAt.getTime() / DAY))
        .sort((a, b) => a - b);
      const first = (days[0] ?? 0) * DAY;
      const expected = Array.from({ length: Math.max(0, (end - first) / DAY) }, (_, index) => {
        const from = first + index * DAY;
        return countBy(
          known.filter(({ occurredAt }) => Math.floor(occurredAt.getTime() / DAY) * DAY === from),
        );
      });
      expect(baselineDays).toEqual(expected);
    }
  }, 120_000);

  it('is made of the bytes of which the first reader made it, nine statements long', async () => {
    const hashes: string[] = [];
    for (const seed of [3, 4, 5]) {
      await empty();
      await learn(history(seed));
      const told = [];
      for (const at of MOMENTS) {
        const { history: counted, features } = await read(at);
        // Those that there were then: none of them ever means another thing.
        const first = Object.fromEntries(COLD_START_FEATURES.map((name) => [name, features[name]]));
        told.push({ counted, features: first });
      }
      const text = JSON.stringify(told, (_key, value: unknown) =>
        typeof value === 'bigint' ? value.toString() : value,
      );
      hashes.push(createHash('sha256').update(text).digest('hex').slice(0, 16));
    }
    expect(hashes).toEqual(['95291506c288c451', 'ed98ac137b5ee6bb', 'bc3dbb1de000d029']);
  }, 120_000);

  it('leaves refunds that the platform made out of everything that is said of the seller', async () => {
    const charge = fact('charge', 'ch_1', ENDS - 2 * HOUR);
    const refund = fact('refund', 're_1', ENDS - HOUR / 2, { chargeId: 'ch_1' });
    await learn([{ ...charge, learnedAt: ENDS - 2 * HOUR }]);
    const before = await read(ENDS);
    await learn([{ ...refund, isPlatformMade: true, learnedAt: ENDS - HOUR / 2 }]);
    expect(await read(ENDS)).toEqual(before);
    await empty();
    await learn([
      { ...charge, learnedAt: ENDS - 2 * HOUR },
      { ...refund, learnedAt: ENDS - HOUR / 2 },
    ]);
    const own = await read(ENDS);
    expect(own.features).toMatchObject({
      refund_share_24h: 1,
      recent_refunded_share: 1,
      refund_within_hour_share: 0,
    });
  });

  it('tells what each payment became, and a country and a card from where they were seen first', async () => {
    const long = ENDS - 10 * DAY;
    const card = { cardFingerprint: 'card1', cardCountry: 'DE' };
    await learn([
      { ...fact('charge', 'ch_old', long, card), learnedAt: long },
      { ...fact('charge', 'ch_else', long, { ...card, connectedAccountId: OTHER }), learnedAt: long },
      {
        ...fact('charge', 'ch_new', ENDS - DAY, { cardFingerprint: 'card2', cardCountry: 'BR' }),
        learnedAt: ENDS - DAY,
      },
      { ...fact('warning', 'issfr_1', ENDS - HOUR, { chargeId: 'ch_new' }), learnedAt: ENDS - HOUR },
    ]);
    const { features, recent } = await read(ENDS);
    expect([...recent.at]).toEqual([long, ENDS - DAY]);
    expect([...recent.signs]).toEqual([0, ATTEMPT_SIGNS.isDisputed]);
    expect(recent.cards).toEqual({ payments: 2, different: 2, most: 1, elsewhere: 1 });
    expect(features).toMatchObject({
      new_country_share: 0.5,
      country_entropy: 1,
      card_elsewhere_share: 0.5,
      recent_disputed_share: 0.5,
    });
  });

  it.each([
    ['a few', 2],
    ['more than are read in one walk', 5],
  ])('knows which cards were seen elsewhere, by %s other accounts each', async (_many, accounts) => {
    const at = new Date(ENDS).toISOString();
    await owner`
      insert into risk_facts (connected_account_id, kind, stripe_id, occurred_at, charge_id, currency, amount, card_hash,
        is_platform_made, is_platform_charge, stripe_event_id, learned_at, is_late)
      select ${SELLER}, 'charge', 'ch_' || n, at, 'ch_' || n, 'eur', 1000, 'card' || n, false, false, 'evt_' || n, at, false
      from generate_series(1, 500) as n, lateral (select ${at}::timestamptz - n * interval '1 minute' as at) as moment`;
    // Of the first 250 cards it was known before, of the next 50 it is learned after the decision.
    await owner`
      insert into risk_seen (kind, value, connected_account_id, first_seen_at, learned_at)
      select 'card', 'card' || n, case when other = 0 then ${SELLER} else 'acct_' || other end, ${at}::timestamptz - interval '9 days',
        ${at}::timestamptz + case when other > 0 and n > 250 then 1 else -1 end * interval '1 hour'
      from generate_series(1, 300) as n, generate_series(0, ${accounts}::int) as other`;
    expect((await read(ENDS)).features.card_elsewhere_share).toBe(0.5);
  });

  it('about an account of which nothing is known is made of numbers all the same', async () => {
    const { features, recent } = await read(ENDS);
    expect(recent).toMatchObject({ length: 0, cards: { payments: 0, elsewhere: 0 } });
    expect(Object.keys(features)).toEqual(Object.keys(RISK_FEATURES));
    expect(Object.entries(features).filter(([, value]) => !Number.isFinite(value))).toEqual([]);
  });
});

it('each column has a name of its own for people', () => {
  const names = Object.values(RISK_FEATURES).map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});
