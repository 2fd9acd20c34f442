import { describe, expect, it } from 'vitest';
import type { DecisionInputs } from './decide.ts';
import { furthestOutcomes } from './tally-decisions.ts';

const inputs = (connectedAccountId: string, payable: string): DecisionInputs => ({
  connectedAccountId,
  currency: 'eur',
  decidedAt: '2026-11-20T12:00:00.000Z',
  lookedAt: null,
  lockStrength: 'platform_balance',
  features: [],
  quantities: {} as DecisionInputs['quantities'], // no rule is asked here
  streams: [],
  velocity: null,
  refunds: { bySeller: 0, byPlatform: 0, known: 0, charges: 0 },
  money: { payable, runOff: '0', attack: '0' },
});

describe('what rules would have done', () => {
  it('counts an account once, by the furthest decision and by the most that stayed', () => {
    const outcomes = furthestOutcomes([
      { inputs: inputs('acct_2', '100'), decision: { action: 'flag', keepsPercent: 0 } },
      { inputs: inputs('acct_1', '1000'), decision: { action: 'hold', keepsPercent: 100 } },
      { inputs: inputs('acct_1', '4000'), decision: { action: 'reserve', keepsPercent: 50 } },
      { inputs: inputs('acct_2', '-100'), decision: { action: 'hold', keepsPercent: 100 } },
    ]);
    expect(outcomes).toEqual([
      { connectedAccountId: 'acct_1', currency: 'eur', action: 'hold', kept: 2_000n },
      { connectedAccountId: 'acct_2', currency: 'eur', action: 'hold', kept: 0n },
    ]);
  });
});
