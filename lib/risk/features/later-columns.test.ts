import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import { closeDatabase, database, openDatabase, type Sql } from '../../db/client.ts';
import { inTransaction } from '../../db/transaction.ts';
import { recordRiskFacts } from '../facts/record-risk-facts.ts';
import type { RiskFact, RiskFactKind } from '../facts/types.ts';
import type { RiskFeatures } from './feature-columns.ts';
import { LATER_COLUMNS } from './later-columns.ts';
import { readRiskFeatures } from './read-risk-features.ts';

/* What decisions see since decision 0046: each feature by hand, without the future, and whatever the order in which it was told. */

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
  await owner`truncate risk_facts, risk_hour_counters, risk_day_counters, risk_seen, risk_due, payouts, payout_status_changes,
    requirement_changes, connected_accounts`;
}

const SELLER = 'acct_1Later';
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Before this test runs by any clock. */
const NOW = Date.parse('2026-10-20T09:41:30Z');

type Learned = RiskFact & { learnedAt: number };

/** Something that happened so long ago, and was learned at once unless it says when. */
function fact(
  kind: RiskFactKind,
  stripeId: string,
  ago: number,
  { learnedAgo = ago, ...more }: Partial<RiskFact> & { learnedAgo?: number } = {},
): Learned {
  const isTried = kind === 'charge' || kind === 'decline';
  return {
    connectedAccountId: SELLER,
    kind,
    stripeId,
    occurredAt: new Date(NOW - ago),
    chargeId: isTried ? stripeId : null,
    currency: kind === 'warning' ? null : 'eur',
    amount: kind === 'warning' ? null : 20_00n,
    cardCountry: isTried ? 'DE' : null,
    cardFingerprint: null,
    riskLevel: null,
    reason: null,
    isPlatformMade: false,
    isPlatformCharge: false,
    stripeEventId: `evt_${stripeId}`,
    ...more,
    learnedAt: NOW - learnedAgo,
  };
}

async function learn(facts: readonly Learned[]): Promise<void> {
  for (const { learnedAt: _, ...told } of facts) await inTransaction((tx) => recordRiskFacts(tx, [told]));
  for (const { learnedAt, occurredAt, stripeEventId } of facts) {
    const isLate = Math.floor(learnedAt / HOUR) > Math.floor(occurredAt.getTime() / HOUR);
    await owner`update risk_facts set learned_at = ${new Date(learnedAt).toISOString()}::timestamptz, is_late = ${isLate}
      where stripe_event_id = ${stripeEventId}`;
    await owner`update risk_seen set learned_at = ${new Date(learnedAt).toISOString()}::timestamptz
      where learned_at > ${new Date(NOW + 10 * DAY).toISOString()}::timestamptz`;
  }
}

/** A payout so long ago, first seen a minute later unless it says when. */
async function paidOut(id: string, ago: number, amount: number, method: string, seenAgo = ago - 60_000) {
  await owner`
    insert into payouts (payout_id, connected_account_id, livemode, occurred_at, amount, currency, status, method, is_automatic,
      arrives_on, metadata, read_at)
    values (${id}, ${SELLER}, false, ${new Date(NOW - ago).toISOString()}::timestamptz, ${amount}, 'eur', 'paid', ${method}, false,
      '2026-10-20', '{}', ${new Date(NOW - seenAgo).toISOString()}::timestamptz)`;
  await owner`
    insert into payout_status_changes (payout_id, connected_account_id, status, seen_at)
    values (${id}, ${SELLER}, 'pending', ${new Date(NOW - seenAgo).toISOString()}::timestamptz),
      (${id}, ${SELLER}, 'paid', ${new Date(NOW + DAY).toISOString()}::timestamptz)`;
}

async function required(ago: number, before: string | null, after: string, wasClearOnce: boolean) {
  await owner`
    insert into requirement_changes (connected_account_id, changed_at, before, after, was_clear_once)
    values (${SELLER}, ${new Date(NOW - ago).toISOString()}::timestamptz, ${before}, ${after}, ${wasClearOnce})`;
}

async function account(): Promise<void> {
  await owner`
    insert into connected_accounts (connected_account_id, livemode, api_generation, display_name, country, charges_enabled,
      payouts_enabled, details_submitted, requirements, future_requirements, capabilities, minimum_balances, automatic_transfer_rules,
      lock_strength, lock_reasons, created_at_stripe, read_at)
    values (${SELLER}, false, 'v1', 'Later', 'DE', true, true, true, '{}', '{}', '{}', '{}', '{}', 'unknown', '[]',
      '2026-01-01T00:00:00Z', now())`;
}

const readAt = (at: number) =>
  readRiskFeatures(database(), { connectedAccountId: SELLER, currency: 'eur', at: new Date(at) });
const featuresAt = async (at: number): Promise<RiskFeatures> => (await readAt(at)).features;

/** Every new feature has something to say of it. */
const story = (): Learned[] => [
  ...Array.from({ length: 30 }, (_, day) => fact('charge', `ch_day${String(day)}`, (16 + day) * DAY)),
  // A country of which there is nothing in the newest day.
  fact('charge', 'ch_week', 5 * DAY, { amount: 300_00n, cardCountry: 'CA' }),
  fact('charge', 'ch_france', 20 * HOUR, { amount: 45_67n, cardCountry: 'FR' }),
  fact('decline', 'ch_no', 10 * HOUR, { amount: 900_00n, riskLevel: 'highest' }),
  fact('charge', 'ch_risky', 9 * HOUR, { amount: 80_00n, riskLevel: 'elevated' }),
  fact('charge', 'ch_hour', 0.5 * HOUR, { amount: 50_00n, riskLevel: 'highest' }),
  fact('refund', 're_day3', 15 * DAY, { chargeId: 'ch_day3' }),
  fact('refund', 're_week', 4 * DAY, { chargeId: 'ch_week' }),
  fact('refund', 're_before', 3 * DAY, { chargeId: 'ch_before_all' }),
  fact('refund', 're_other', 3 * DAY, { chargeId: 'ch_dollars', currency: 'usd' }),
  fact('dispute', 'du_day9', 2 * DAY, { chargeId: 'ch_day9' }),
  fact('dispute', 'du_before', 25 * DAY, { chargeId: 'ch_before_it' }),
  fact('warning', 'wa_day9', 3 * DAY, { chargeId: 'ch_day9' }),
  fact('warning', 'wa_hour', 0.2 * HOUR, { chargeId: 'ch_risky' }),
  fact('warning', 'wa_hours', 5 * HOUR, { chargeId: 'ch_unknown' }),
  fact('warning', 'wa_before', 20 * DAY, { chargeId: 'ch_before_and_unknown' }),
];

async function tellAll(facts: readonly Learned[] = story()): Promise<void> {
  await account();
  await learn(facts);
  await paidOut('po_1', 2 * DAY, 100_00, 'standard');
  await paidOut('po_2', 12 * HOUR, 40_00, 'instant');
  await paidOut('po_3', 50 * DAY, 999_00, 'instant');
  await required(80 * DAY, null, 'due', false);
  await required(60 * DAY, 'due', 'clear', false);
  await required(40 * DAY, 'clear', 'past_due', true);
  await required(9 * DAY, 'past_due', 'clear', true);
}

const log = Math.log1p;

describe('a later feature', () => {
  it('is what a count by hand comes to', async () => {
    await tellAll();
    const features = await featuresAt(NOW);
    const near = (value: number): unknown => expect.closeTo(value, 12);
    expect(features).toMatchObject({
      largest_charge_1h: near(log(50)),
      largest_charge_24h: near(log(80)),
      largest_charge_7d: near(log(300)),
      largest_charge_30d: near(log(300)),
      // Twenty euros on each of the days that a baseline knows, and 300 on one.
      largest_charge_ratio: near(Math.log(81 / ((30 * 20 + 300) / 31 + 1))),
      warning_share_1h: 1,
      warning_share_24h: near(2 / 3),
      warning_share_7d: near(3 / 4),
      warning_share_30d: near(4 / 18),
      // A charge of 19 days ago came back after four, one of five days ago after one.
      refund_age: near((log(4) + log(1)) / 2),
      // A charge of 25 days ago was warned of after 22, one of nine hours ago after 8.8.
      dispute_age: near((log(22) + log(8.8 / 24)) / 2),
      older_refund_share: near(1 / 3),
      older_dispute_share: near(1 / 3),
      highest_risk_share: near(2 / 35),
      highest_risk_share_24h: near(2 / 4),
      new_country_share_24h: near(1 / 4),
      country_entropy_24h: near(-(0.25 * Math.log2(0.25) + 0.75 * Math.log2(0.75))),
      foreign_card_share_24h: near(1 / 4),
      round_amount_share_24h: near(3 / 4),
      repeated_amount_share_24h: near(1 / 4),
      // At 23:41, 00:41 and 09:11 UTC, and at 13:41 the day before.
      night_share_24h: near(1 / 4),
      payout_age: near(log(0.5)),
      payouts_30d: near(log(2)),
      paid_out_ratio_30d: near(Math.log(141 / (14 * 20 + 300 + 45.67 + 80 + 50 + 1))),
      instant_payout_share: near(0.5),
      requirement_changes_30d: 1,
      requirement_setbacks_90d: 1,
      clear_age: near(log(9)),
      charges_ratio_1h: near(Math.log(2 / (31 / 42 / 24 + 1))),
    });
    // Of the 30 days that ended a fortnight ago: a charge on each from the 16th day ago to the 44th.
    expect(features.cohort_dispute_share).toBeCloseTo(2 / 29, 12);
    expect(features.first_digit_distance_24h).toBeGreaterThan(0);
    const silent = Object.keys(LATER_COLUMNS).filter((name) => features[name as keyof RiskFeatures] === 0);
    expect(silent).toEqual([]);
  });

  it('sees nothing that happened or was learned after its moment', async () => {
    await tellAll();
    const before = await featuresAt(NOW);
    await learn([
      // What happened later, and what had happened and was learned later.
      fact('charge', 'ch_next', -HOUR, { amount: 5_000_00n, riskLevel: 'highest', cardCountry: 'BR' }),
      fact('charge', 'ch_late', 2 * HOUR, { learnedAgo: -HOUR, amount: 7_000_00n, riskLevel: 'highest' }),
      fact('refund', 're_late', 2 * HOUR, { learnedAgo: -HOUR, chargeId: 'ch_late_before_all' }),
      fact('refund', 're_next', -HOUR, { chargeId: 'ch_before_all_too' }),
      fact('dispute', 'du_late', DAY, { learnedAgo: -HOUR, chargeId: 'ch_day7' }),
      fact('dispute', 'du_next', -HOUR, { chargeId: 'ch_next_before_all' }),
      fact('warning', 'wa_late', DAY, { learnedAgo: -HOUR, chargeId: 'ch_day6' }),
      fact('warning', 'wa_next', -HOUR, { chargeId: 'ch_day6' }),
      // Stripe's clock may be ahead of ours.
      fact('warning', 'wa_ahead', -1_000, { learnedAgo: 0, chargeId: 'ch_day6' }),
      fact('refund', 're_ahead', -1_000, { learnedAgo: 0, chargeId: 'ch_day6' }),
      fact('charge', 'ch_ahead', -1_000, { learnedAgo: 0, amount: 9_000_00n, riskLevel: 'highest' }),
    ]);
    await paidOut('po_late', 3 * HOUR, 500_00, 'instant', -HOUR);
    await paidOut('po_next', -2 * HOUR, 500_00, 'instant', -2 * HOUR);
    await paidOut('po_ahead', -1_000, 500_00, 'instant', 0);
    await required(-HOUR, 'clear', 'restricted', true);
    expect(await featuresAt(NOW)).toEqual(before);
    const after = await featuresAt(NOW + 3 * HOUR);
    for (const name of [
      'largest_charge_24h',
      'warning_share_7d',
      'older_refund_share',
      'refund_age',
    ] as const)
      expect(after[name]).not.toBe(before[name]);
    expect(after).toMatchObject({ payouts_30d: log(5), requirement_changes_30d: 2, clear_age: 0 });
  });

  it('of a part is never more than all, and of what was declined is no age', async () => {
    await learn([
      fact('charge', 'ch_cohort', 20 * DAY),
      fact('dispute', 'du_1', 3 * DAY, { chargeId: 'ch_unknown' }),
      fact('dispute', 'du_2', 3 * DAY, { chargeId: 'ch_unknown_too' }),
      fact('decline', 'ch_no', 5 * HOUR),
      fact('warning', 'wa_no', 0.4 * HOUR, { chargeId: 'ch_no' }),
      fact('warning', 'wa_more', 0.3 * HOUR, { chargeId: 'ch_unknown' }),
      fact('charge', 'ch_hour', 0.2 * HOUR),
    ]);
    const { cohort_dispute_share, warning_share_1h, dispute_age } = await featuresAt(NOW);
    expect([cohort_dispute_share, warning_share_1h, dispute_age]).toEqual([1, 1, 0]);
  });

  it('is the same of the same told in another order, and told twice', async () => {
    await tellAll();
    const orderly = await readAt(NOW);
    await empty();
    const facts = story();
    const shuffled = facts.map((_, index) => facts[(index * 7 + 3) % facts.length] ?? facts[0]);
    const told = shuffled.filter((one) => one !== undefined);
    expect(new Set(told).size).toBe(facts.length);
    await tellAll([...told, ...told.slice(4, 19)]);
    expect(await readAt(NOW)).toEqual(orderly);
  });

  it('of what an account has not is none, and of what nobody has heard of as old as can be', async () => {
    const features = await featuresAt(NOW);
    const spoken = Object.keys(LATER_COLUMNS).filter((name) => features[name as keyof RiskFeatures] !== 0);
    expect(spoken).toEqual(['payout_age']);
    expect(features.payout_age).toBe(10);
  });

  it('knows the refunds of an account of many payments, of which the recent ones are the newest 512', async () => {
    await owner`
      insert into risk_facts (connected_account_id, kind, stripe_id, occurred_at, charge_id, currency, amount, is_platform_made,
        is_platform_charge, stripe_event_id, learned_at, is_late)
      select ${SELLER}, 'charge', 'ch_' || n, at, 'ch_' || n, 'eur', 1000, false, false, 'evt_ch_' || n, at, false
      from generate_series(1, 600) as n, lateral (select ${new Date(NOW).toISOString()}::timestamptz - n * interval '1 minute' as at) as moment`;
    const refunds = [550, 560, 570, 100].map((n) =>
      fact('refund', `re_${String(n)}`, 60_000, { chargeId: `ch_${String(n)}` }),
    );
    await learn(refunds);
    // Before the first of the 512 nobody looks.
    await learn([fact('refund', 're_590', 580 * 60_000, { chargeId: 'ch_590' })]);
    await learn([
      fact('warning', 'wa_now', 60_000, { chargeId: 'ch_7' }),
      fact('warning', 'wa_then', 5 * HOUR, { chargeId: 'ch_8' }),
    ]);
    expect(await featuresAt(NOW)).toMatchObject({ older_refund_share: 3 / 4, warning_share_1h: 1 / 59 });
  });
});
