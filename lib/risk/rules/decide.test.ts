import { describe, expect, it } from 'vitest';
import type { StreamName } from '../detectors/streams.ts';
import { decide, type DecisionInputs, type Instruments } from './decide.ts';
import { parseRiskRules, RULE_QUANTITIES, type RuleQuantity } from './rule-text.ts';
import type { StreamFinding } from './stream-findings.ts';

/* What each part of what was seen may make of a decision, and what it may not. Amounts are cents of euros. */

/** One feature that counts as it is. */
const MODEL: Instruments = {
  rules: [],
  model: { kind: 'logistic', columns: 1, base: -6, center: new Float64Array(1), slope: Float64Array.of(1) },
  featureNames: ['charges_1h'],
};

const found = (stream: StreamName, statistic: number, more: Partial<StreamFinding> = {}): StreamFinding => ({
  stream,
  statistic,
  threshold: 10,
  isAlarm: statistic >= 10,
  window: 50,
  observed: 30,
  expected: 2,
  since: '2026-11-22T09:40:00.000Z',
  cleanUntilCalm: statistic >= 10 ? 20 : null,
  ...more,
});

type Seen = Partial<DecisionInputs> & { feature?: number };

const inputs = ({ feature = 0, ...more }: Seen = {}): DecisionInputs => ({
  connectedAccountId: 'acct_1A',
  currency: 'eur',
  decidedAt: '2026-11-22T12:00:00.000Z',
  lookedAt: null,
  lockStrength: 'platform_balance',
  features: [feature],
  quantities: Object.fromEntries(RULE_QUANTITIES.map((name) => [name, 0])) as Record<RuleQuantity, number>, // one for each
  streams: [],
  velocity: null,
  refunds: { bySeller: 0, byPlatform: 0, known: 0, charges: 1_000 },
  money: { payable: '10000000', runOff: '8000000', attack: '0' },
  ...more,
});

const decided = (seen: Seen, rules = '') => {
  const parsed = parseRiskRules(rules);
  expect(parsed.faults).toEqual([]);
  return decide(inputs(seen), { ...MODEL, rules: parsed.rules });
};

const ALARM = [found('refunds', 12)];

describe('what keeps money', () => {
  it('an alarm that a person would pay to look into does; the surest model alone only flags', () => {
    expect(decided({ streams: ALARM }).action).toBe('hold');
    expect(decided({ feature: 30 })).toMatchObject({ action: 'flag', probability: 1_000_000, cause: 'none' });
    expect(decided({ feature: 5.9 }).action).toBe('none');
  });

  it('a rule that says so does, and one that only flags does not', () => {
    const quantities = { ...inputs().quantities, 'disputes in 30 days': 9 };
    expect(decided({ quantities }, 'hold +8 when disputes in 30 days > 3').action).toBe('hold');
    expect(decided({ quantities }, 'flag +8 when disputes in 30 days > 3').action).toBe('flag');
  });

  it('a lock that is weak is not called held', () => {
    for (const lockStrength of ['manual_holder_can_pay', 'automatic', 'unknown'])
      expect(decided({ streams: ALARM, lockStrength }).action).toBe('pause_lock');
    for (const lockStrength of ['platform_balance', 'manual_sole_payer'])
      expect(decided({ streams: ALARM, lockStrength }).action).toBe('hold');
  });

  it('what the platform gave back and what is missing here hold nobody’s money, however large', () => {
    const byPlatform = { bySeller: 3, byPlatform: 30, known: 33, charges: 1_000 };
    expect(decided({ streams: ALARM, refunds: byPlatform })).toMatchObject({
      cause: 'platform_made',
      action: 'flag',
    });
    const missing = { bySeller: 30, byPlatform: 0, known: 1_001, charges: 1_000 };
    expect(decided({ streams: ALARM, refunds: missing })).toMatchObject({
      cause: 'data_fault',
      action: 'flag',
    });
  });

  it('the victim of card testing keeps at least half of its money, whatever the attack brought', () => {
    const streams = [found('declines', 40)];
    const part = decided({ streams, money: { payable: '10000000', runOff: '9000000', attack: '2000000' } });
    expect(part).toMatchObject({
      cause: 'card_testing',
      action: 'reserve',
      keepsPercent: 20,
      exposure: '2000000',
    });
    const all = decided({ streams, money: { payable: '10000000', runOff: '0', attack: '90000000' } });
    expect(all).toMatchObject({ action: 'reserve', keepsPercent: 50, exposure: '10000000' });
    const odd = decided({ streams, money: { payable: '10000000', runOff: '0', attack: '2000001' } });
    expect(odd.keepsPercent).toBe(21);
  });

  it('who has taken an account over takes all of it; of a seller only what can come back is lost', () => {
    const quantities = { ...inputs().quantities, 'destination changes': 1, 'destination age': 0.5 };
    expect(decided({ streams: ALARM, quantities })).toMatchObject({
      cause: 'account_takeover',
      exposure: '10000000',
    });
    expect(decided({ streams: ALARM }).exposure).toBe('8000000');
    const money = { payable: '500', runOff: '8000000', attack: '0' };
    expect(decided({ streams: ALARM, money }).exposure).toBe('500');
    expect(decided({ streams: ALARM, money: { ...money, payable: '-500' } }).exposure).toBe('0');
  });
});

describe('what adds to the score', () => {
  const added = (seen: Seen) =>
    Object.fromEntries(decided(seen).contributions.map(({ key, value }) => [key, value]));

  it('the strongest test counts in full, at its threshold even odds, and others a quarter', () => {
    expect(decided({ streams: [found('refunds', 10)] }).score).toBe(0);
    expect(added({ streams: [found('disputes', 5), found('refunds', 10), found('declines', 40)] })).toEqual({
      'stream disputes': 0.75,
      'stream refunds': 1.5,
      'stream declines': 9,
    });
  });

  it('velocity adds a little, and no more however large it is', () => {
    const velocity = (logTail: number) => ({ velocity: { observed: 90, expected: 9, logTail } });
    expect(added(velocity(-4))).toEqual({ velocity: 0.2 });
    expect(added(velocity(-700))).toEqual({ velocity: 0.8 });
    expect(decided({ ...velocity(-700), feature: 5 }).action).toBe('none');
  });
});

describe('what is calm enough to be lifted', () => {
  it('is no test above half of its threshold, no rule, and no score of even odds', () => {
    expect(decided({ streams: [found('refunds', 4.9)] }).isCalm).toBe(true);
    expect(decided({ streams: [found('refunds', 5)] }).isCalm).toBe(false);
    expect(decided({ streams: [found('refunds', 9.9)] })).toMatchObject({ isCalm: false, action: 'none' });
    expect(decided({ feature: 6 }).isCalm).toBe(false);
    const quantities = { ...inputs().quantities, 'disputes in 30 days': 9 };
    expect(decided({ quantities }, 'flag +0 when disputes in 30 days > 3').isCalm).toBe(false);
    expect(decided({ quantities }).isCalm).toBe(true);
  });
});
