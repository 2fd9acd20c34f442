import { describe, expect, it } from 'vitest';
import { evaluatePolicy, type PolicyFacts } from './evaluate-policy.ts';
import { parsePolicy, POLICY_LINES_MAX, readDraft } from './policy-text.ts';

const facts = (overrides: Partial<PolicyFacts> = {}): PolicyFacts => ({
  amount: 500_00n,
  currency: 'eur',
  country: 'DE',
  riskBand: null,
  accountAgeDays: 400,
  isFirstPayout: false,
  destinationChangedDays: null,
  isWeakLock: false,
  isInstant: false,
  origin: 'cadence',
  paidWithin: { '24 hours': 500_00n, '7 days': 500_00n },
  isByHand: false,
  ...overrides,
});

const POLICY = `
# Small and known goes by itself.
go
wait 24 hours when first payout
hold for 1 approval when amount > 10,000.00 EUR
hold for 2 approvals when amount > 50,000.00 EUR
hold for 1 approval by risk reviewer when destination changed within 14 days
hold for 1 approval when country is one of BR, TH and account age < 30 days
hold for 3 approvals when weak lock and not asked by a cadence
`;
const { rules, faults } = parsePolicy(POLICY);
const route = (overrides: Partial<PolicyFacts>) => evaluatePolicy(rules, facts(overrides));

describe('a policy', () => {
  it('is read without a fault', () => {
    expect(faults).toEqual([]);
    expect(rules.map(({ line }) => line)).toEqual([3, 4, 5, 6, 7, 8, 9]);
  });

  it('lets go what nothing stops', () => {
    expect(route({})).toMatchObject({ route: 'automatic', approvalsNeeded: 0, reasons: ['Line 3: go'] });
  });

  it.each<[string, Partial<PolicyFacts>, object]>([
    ['first payout', { isFirstPayout: true }, { route: 'wait', waitHours: 24, approvalsNeeded: 0 }],
    ['at the border', { amount: 10_000_00n }, { route: 'automatic' }],
    ['over the border', { amount: 10_000_01n }, { route: 'people', approvalsNeeded: 1 }],
    [
      'the most people count, and the wait beside them',
      { amount: 50_000_01n, isFirstPayout: true },
      {
        route: 'people',
        approvalsNeeded: 2,
        waitHours: 24,
        reasons: [
          'Line 4: wait 24 hours when first payout',
          'Line 5: hold for 1 approval when amount > 10,000.00 EUR',
          'Line 6: hold for 2 approvals when amount > 50,000.00 EUR',
        ],
      },
    ],
    [
      'what was asked for by hand waits too',
      { isByHand: true, origin: 'person', isFirstPayout: true },
      {
        route: 'people',
        approvalsNeeded: 1,
        waitHours: 24,
        reasons: [
          'A person asked for it, so another person decides.',
          'Line 4: wait 24 hours when first payout',
        ],
      },
    ],
    [
      'a wait is no way around a currency that no amount is compared in, nor that around a wait',
      { currency: 'usd', isFirstPayout: true },
      { route: 'people', approvalsNeeded: 2, waitHours: 24 },
    ],
    [
      'a role is kept beside more people',
      { amount: 50_000_01n, destinationChangedDays: 3 },
      { approvalsNeeded: 2, approverRole: 'risk_reviewer' },
    ],
    ['long ago', { destinationChangedDays: 15 }, { route: 'automatic' }],
    ['two conditions, both', { country: 'TH', accountAgeDays: 29 }, { route: 'people' }],
    ['two conditions, one', { country: 'TH', accountAgeDays: 30 }, { route: 'automatic' }],
    ['not known stops', { country: null, accountAgeDays: 3 }, { route: 'people' }],
    ['not', { isWeakLock: true, origin: 'person' }, { approvalsNeeded: 3 }],
    ['not, the other way', { isWeakLock: true, origin: 'cadence' }, { route: 'automatic' }],
    [
      'a currency that no amount is compared in',
      { currency: 'usd' },
      {
        route: 'people',
        approvalsNeeded: 2,
        reasons: ['No rule compares an amount in USD, so two people decide.'],
      },
    ],
  ])('%s', (_, overrides, expected) => {
    expect(route(overrides)).toMatchObject(expected);
  });

  it('decides the same in any order of its lines', () => {
    const backwards = [...rules].reverse();
    for (const amount of [1n, 10_000_01n, 50_000_01n])
      for (const isFirstPayout of [true, false]) {
        const asked = facts({ amount, isFirstPayout });
        const { reasons: _reasons, ...there } = evaluatePolicy(rules, asked);
        expect(evaluatePolicy(backwards, asked)).toMatchObject(there);
      }
  });

  it('holds for two people where no rule matches', () => {
    const { rules: only } = parsePolicy('go when currency is EUR');
    expect(evaluatePolicy(only, facts({ currency: 'jpy' }))).toMatchObject({
      route: 'people',
      approvalsNeeded: 2,
    });
  });

  it('adds up what left the account, in its currency, over a day or a week', () => {
    const { rules: summed, faults: none } = parsePolicy(
      'go\nhold for 1 approval when paid in 24 hours > 5,000.00 EUR\nhold for 2 approvals when paid in 7 days over 8,000.00 EUR',
    );
    expect(none).toEqual([]);
    const asked = (day: bigint, week: bigint, currency = 'eur') =>
      evaluatePolicy(summed, facts({ currency, paidWithin: { '24 hours': day, '7 days': week } }));
    expect(asked(5_000_00n, 8_000_00n).route).toBe('automatic');
    expect(asked(5_000_01n, 5_000_01n).approvalsNeeded).toBe(1);
    expect(asked(1_00n, 8_000_01n).approvalsNeeded).toBe(2);
    expect(asked(1_00n, 1_00n, 'usd').reasons).toEqual([
      'No rule compares an amount in USD, so two people decide.',
    ]);
  });

  it.each([
    ['go', 0],
    ['wait 24 hours', 24],
  ])('never lets what a person asked for leave without another, or sooner: %s', (line, waitHours) => {
    const { rules: only } = parsePolicy(line);
    expect(evaluatePolicy(only, facts({ isByHand: true, origin: 'person' }))).toMatchObject({
      route: 'people',
      approvalsNeeded: 1,
      waitHours,
    });
    expect(evaluatePolicy(only, facts()).route).not.toBe('people');
  });

  it('does not let go on a risk that nobody knows', () => {
    const { rules: only } = parsePolicy('go when risk band is low');
    expect(evaluatePolicy(only, facts())).toMatchObject({ route: 'people' });
    expect(evaluatePolicy(only, facts({ riskBand: 'low' }))).toMatchObject({ route: 'automatic' });
  });
});

describe('a fault', () => {
  it.each([
    ['pay now', '“pay now” is no outcome.'],
    ['go when amount > 10 000.005 EUR', 'is no amount.'],
    ['go when amount > 10,000.5 JPY', 'is no amount.'],
    ['go when paid in 3 days > 5 EUR', 'is no sum of payouts. Write “paid in 24 hours'],
    ['go when paid in 7 days > 5.001 EUR', 'is no amount.'],
    ['hold for 0 approvals', 'Write between 1 and 5 approvals.'],
    ['hold for 1 approval by boss', '“boss” is no role.'],
    ['wait 999 hours', 'Write between 1 and 336 hours to wait.'],
    ['go when the moon is full', '“the moon is full” is no condition.'],
    ['go when currency is EURO', '“euro” is no currency.'],
    [
      'hold for 1 approval when risk band is extreme',
      '“extreme” is no risk band. Write low, medium, high, severe.',
    ],
    ['go when first payout when instant', '“when” stands once in a line.'],
  ])('%s', (line, sentence) => {
    const { faults: found } = parsePolicy(`go\n\n${line}`);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ line: 3 });
    expect(found[0]?.text).toContain(sentence);
  });

  it.each([
    ['hold for 1 approval when amount > 1.500 EUR', '“1.500” can be read as 1500 or as 1.5 EUR.'],
    [
      'hold for 1 approval when paid in 7 days over 20,000 KWD',
      '“20,000” can be read as 20000 or as 20 KWD.',
    ],
    ['hold for 1 approval when currency is EUR and amount >= 10.000 EUR', 'as 10000 or as 10 EUR.'],
  ])('of a draft, and of no text in force, is an amount that can be read two ways: %s', (line, sentence) => {
    expect(readDraft(`go\n${line}\nx`).faults).toMatchObject([
      { line: 2, text: expect.stringContaining(sentence) as string },
      { line: 3 },
    ]);
    expect(parsePolicy(`go\n${line}`).faults).toEqual([]);
  });

  it('is no amount whose currency settles how it is read', () => {
    for (const amount of ['1,500 EUR', '1.500 KWD', '1,500.00 EUR', '1500 EUR', '1.50 EUR', '1,500 JPY'])
      expect(readDraft(`hold for 1 approval when amount > ${amount}`).faults, amount).toEqual([]);
  });

  it('is told for every line at once, and for an empty or endless text', () => {
    expect(parsePolicy('x\ngo\ny').faults.map(({ line }) => line)).toEqual([1, 3]);
    expect(parsePolicy('# nothing\n').faults).toHaveLength(1);
    expect(parsePolicy('go\n'.repeat(POLICY_LINES_MAX)).faults).toHaveLength(1);
  });
});
