import { PLATFORM } from '#drizzle/schema/columns.ts';
import { fromUnixSeconds } from '../clock.ts';
import type { RiskFactKind, ToldRiskFact } from '../risk/facts/types.ts';
import type { StripeEventView } from './stripe-event.ts';

type Part = Readonly<Record<string, unknown>>;

const NOTHING: Part = {};

/** An object inside the snapshot; an empty one when there is none. */
export function partAt(object: Part, key: string): Part {
  const value = object[key];
  return typeof value === 'object' && value !== null ? (value as Part) : NOTHING;
}

export function textAt(object: Part, key: string): string | null {
  const value = object[key];
  return typeof value === 'string' && value !== '' ? value : null;
}

/** One fact of the snapshot's object, or none when it is cut down. */
export function toldFact(
  { connectedAccountId, object, objectId }: StripeEventView,
  kind: RiskFactKind,
  told: Partial<ToldRiskFact>,
): ToldRiskFact[] {
  const { amount, created } = object;
  const currency = textAt(object, 'currency');
  const isWarning = kind === 'warning';
  const isMoney = Number.isSafeInteger(amount) && currency !== null;
  if (objectId === null || typeof created !== 'number' || !(isWarning || isMoney)) return [];
  return [
    {
      connectedAccountId,
      kind,
      stripeId: objectId,
      occurredAt: fromUnixSeconds(created),
      chargeId: null,
      currency: isWarning ? null : currency,
      amount: isWarning ? null : BigInt(amount as number), // a whole number: checked above
      cardCountry: null,
      cardFingerprint: null,
      riskLevel: null,
      reason: null,
      isPlatformMade: false,
      isPlatformCharge: connectedAccountId === PLATFORM,
      ...told,
    },
  ];
}
