import { sql } from 'drizzle-orm';
import { PLATFORM } from '#drizzle/schema/columns.ts';
import { executePrepared } from '../../db/execute-prepared.ts';
import type { Transaction } from '../../db/transaction.ts';
import { arrayLiteral, type ArrayElement, unixSeconds } from '../../ledger/array-literal.ts';
import { hashCard } from './card-hash.ts';
import { lockRiskAccounts, riskLocks } from './lock-risk-accounts.ts';
import { placeFacts } from './place-facts.ts';
import { findFactsOfPlatformCharges } from './stored-facts.ts';
import type { RiskFact, StoredRiskFact } from './types.ts';

/**
 * Stores facts in the caller's transaction. One that is stored already changes nothing, and counters, first sightings and
 * what is due follow only rows that were inserted: order, repetition and delay end in the same rows.
 */
export async function recordRiskFacts(tx: Transaction, facts: readonly RiskFact[]): Promise<void> {
  if (facts.length === 0) return;
  const given = facts.map(({ cardFingerprint, ...fact }): StoredRiskFact => ({
    ...fact,
    cardHash: cardFingerprint === null ? null : hashCard(cardFingerprint),
  }));
  const ofPlatform = given.filter(({ isPlatformCharge }) => isPlatformCharge);
  if (ofPlatform.length > 0) await lockRiskAccounts(tx, [PLATFORM]);
  const stored = ofPlatform.length > 0 ? await findFactsOfPlatformCharges(tx, ofPlatform) : [];
  const rows = [...given, ...placeFacts([...stored, ...ofPlatform])];
  await insertFacts(tx, rows);
}

/**
 * Takes the locks and stores in one statement. It may have begun long before it had them; what it stores says by a clock that is looked
 * at when they are held when it was learned, and the trigger that counts looks with eyes of its own.
 */
async function insertFacts(tx: Transaction, rows: readonly StoredRiskFact[]): Promise<void> {
  const column = (read: (row: StoredRiskFact) => ArrayElement) => sql.param(arrayLiteral(rows.map(read)));
  await executePrepared(
    tx,
    sql`
    with locked as materialized (${riskLocks(rows.map(({ connectedAccountId }) => connectedAccountId))}),
    -- After the locks, because it needs them all: whoever decided before has not seen these.
    clock as materialized (select clock_timestamp() as now from (select count(taken::text) from locked) as every_lock)
    insert into risk_facts (connected_account_id, kind, stripe_id, occurred_at, charge_id, currency, amount, card_country,
      card_hash, risk_level, reason, is_platform_made, is_platform_charge, stripe_event_id, learned_at, is_late)
    select owner, kind, stripe_id, to_timestamp(at), charge_id, currency, amount, card_country, card_hash, risk_level, reason,
           is_platform_made, is_platform_charge, stripe_event_id, clock.now,
           date_trunc('hour', clock.now, 'UTC') > date_trunc('hour', to_timestamp(at), 'UTC')
    from unnest(
      ${column((row) => row.connectedAccountId)}::text[], ${column((row) => row.kind)}::text[],
      ${column((row) => row.stripeId)}::text[], ${column((row) => unixSeconds(row.occurredAt))}::float8[],
      ${column((row) => row.chargeId)}::text[], ${column((row) => row.currency)}::text[],
      ${column((row) => row.amount)}::bigint[], ${column((row) => row.cardCountry)}::text[],
      ${column((row) => row.cardHash)}::text[], ${column((row) => row.riskLevel)}::text[],
      ${column((row) => row.reason)}::text[], ${column((row) => row.isPlatformMade)}::boolean[],
      ${column((row) => row.isPlatformCharge)}::boolean[], ${column((row) => row.stripeEventId)}::text[]
    ) as fact (owner, kind, stripe_id, at, charge_id, currency, amount, card_country, card_hash, risk_level, reason,
               is_platform_made, is_platform_charge, stripe_event_id), clock
    on conflict do nothing`,
  );
}
