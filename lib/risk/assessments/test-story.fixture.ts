import { now } from '../../clock.ts';
import { inTransaction } from '../../db/transaction.ts';
import { recordRiskFacts } from '../facts/record-risk-facts.ts';
import type { RiskFact, RiskFactKind } from '../facts/types.ts';

export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;

let made = 0;

/** One fact of an account in dollars, so many milliseconds ago. */
export function fact(
  connectedAccountId: string,
  kind: RiskFactKind,
  ago: number,
  more: Partial<RiskFact> = {},
): RiskFact {
  made += 1;
  const stripeId = `${kind}_${String(made)}`;
  return {
    connectedAccountId,
    kind,
    stripeId,
    occurredAt: new Date(Math.floor((now().getTime() - ago) / 1_000) * 1_000),
    chargeId: kind === 'charge' || kind === 'decline' ? stripeId : null,
    currency: 'usd',
    amount: 40_00n,
    cardCountry: 'US',
    cardFingerprint: `card ${String(made)}`,
    riskLevel: 'normal',
    reason: null,
    isPlatformMade: false,
    isPlatformCharge: false,
    stripeEventId: `evt_${stripeId}`,
    ...more,
  };
}

/** A charge and its refund, so long after it. */
export function refunded(
  connectedAccountId: string,
  ago: number,
  after: number,
  more: Partial<RiskFact> = {},
): RiskFact[] {
  const charge = fact(connectedAccountId, 'charge', ago);
  return [
    charge,
    fact(connectedAccountId, 'refund', ago - after, {
      chargeId: charge.chargeId,
      cardFingerprint: null,
      cardCountry: null,
      riskLevel: null,
      ...more,
    }),
  ];
}

/** Forty usual days with twenty charges each, one of which comes back and one of which is declined. */
export function usualDays(connectedAccountId: string, perDay = 20): RiskFact[] {
  const facts: RiskFact[] = [];
  for (let day = 1; day <= 40; day += 1)
    for (let sale = 0; sale < perDay; sale += 1) {
      const ago = day * DAY + sale * 30 * MINUTE;
      if (sale === 3) facts.push(...refunded(connectedAccountId, ago, 20 * MINUTE));
      else facts.push(fact(connectedAccountId, sale === 11 ? 'decline' : 'charge', ago));
    }
  return facts;
}

/** In the last hour: thirty charges, every second of which comes back. */
export function refundSurge(connectedAccountId: string, more: Partial<RiskFact> = {}): RiskFact[] {
  return Array.from({ length: 30 }, (_, index) => {
    const ago = (58 - index) * MINUTE;
    return index % 2 === 0
      ? refunded(connectedAccountId, ago, MINUTE, more)
      : [fact(connectedAccountId, 'charge', ago)];
  }).flat();
}

/** In the last hour: stolen cards tried one after the other, nearly all of them declined. */
export function cardTesting(connectedAccountId: string): RiskFact[] {
  return Array.from({ length: 60 }, (_, index) =>
    fact(connectedAccountId, index % 4 === 0 ? 'charge' : 'decline', (59 - index) * MINUTE, {
      amount: 1_00n,
      riskLevel: 'highest',
    }),
  );
}

export async function learn(facts: readonly RiskFact[]): Promise<void> {
  await inTransaction((tx) => recordRiskFacts(tx, facts));
}
