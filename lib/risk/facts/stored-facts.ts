import { sql } from 'drizzle-orm';
import type { Transaction } from '../../db/transaction.ts';
import { arrayLiteral, unixSeconds } from '../../ledger/array-literal.ts';
import { executeSet } from '../../ledger/execute-set.ts';
import type { StoredRiskFact } from './types.ts';

type Row = {
  connected_account_id: string;
  kind: StoredRiskFact['kind'];
  stripe_id: string;
  occurred_at: string;
  charge_id: string | null;
  currency: string | null;
  amount: bigint | null;
  card_country: string | null;
  card_hash: string | null;
  risk_level: string | null;
  reason: string | null;
  is_platform_made: boolean;
  is_platform_charge: boolean;
  stripe_event_id: string;
};

/**
 * What is stored about charges on the platform that these facts name. Nothing about a charge comes before it, so where the
 * charge itself is given its own months are enough.
 */
export async function findFactsOfPlatformCharges(
  tx: Transaction,
  facts: readonly StoredRiskFact[],
): Promise<StoredRiskFact[]> {
  const known = facts.filter(({ kind }) => kind === 'charge' || kind === 'decline');
  const knownIds = new Set(known.map(({ chargeId }) => chargeId));
  const others = facts.filter(({ chargeId }) => chargeId !== null && !knownIds.has(chargeId));
  const from = Math.min(...known.map(({ occurredAt }) => unixSeconds(occurredAt)));
  const stored = sql`select connected_account_id, kind, stripe_id, occurred_at, charge_id, currency, amount, card_country, card_hash,
      risk_level, reason, is_platform_made, is_platform_charge, stripe_event_id
    from risk_facts where is_platform_charge`;
  const ofKnown = sql`${stored} and charge_id = any(${arrayLiteral([...knownIds])}::text[]) and occurred_at >= to_timestamp(${from})`;
  const ofOthers = sql`${stored} and charge_id = any(${arrayLiteral(others.map(({ chargeId }) => chargeId))}::text[])`;
  const reads = [...(known.length > 0 ? [ofKnown] : []), ...(others.length > 0 ? [ofOthers] : [])];
  const rows = await Promise.all(reads.map((read) => executeSet<Row>(tx, read)));
  return rows.flat().map((row) => ({
    connectedAccountId: row.connected_account_id,
    kind: row.kind,
    stripeId: row.stripe_id,
    occurredAt: new Date(row.occurred_at),
    chargeId: row.charge_id,
    currency: row.currency,
    amount: row.amount,
    cardCountry: row.card_country,
    cardHash: row.card_hash,
    riskLevel: row.risk_level,
    reason: row.reason,
    isPlatformMade: row.is_platform_made,
    isPlatformCharge: row.is_platform_charge,
    stripeEventId: row.stripe_event_id,
  }));
}
