import type postgres from 'postgres';
import { APPEND_ONLY } from './append-only-guards.fixture.ts';
import { seedDispatchTables } from './dispatch-guards.fixture.ts';
import { seedInformationTables } from './information-guards.fixture.ts';
import { seedOnboardingTables } from './onboarding-guards.fixture.ts';
import { seedPayoutControlTables } from './payout-control-guards.fixture.ts';
import { AT } from './guards.fixture.ts';
import { WALLED } from './walled-tables.fixture.ts';
import { seedRejections } from './rejection-guards.fixture.ts';
import { seedRiskAudits } from './risk-audit-guards.fixture.ts';
import { seedRiskCalibration } from './risk-calibration-guards.fixture.ts';
import { seedRiskRunOff } from './risk-run-off-guards.fixture.ts';
import { seedRiskForests } from './risk-forest-guards.fixture.ts';
import { seedRiskInstruments } from './risk-instrument-guards.fixture.ts';

/** Values that a check asks for; every other column that must have one gets any value of its type. */
const VALUES: Record<string, string> = {
  'connected_accounts.lock_strength': "'unknown'",
  'external_account_changes.change': "'added'",
  'stripe_events.endpoint_kind': "'account'",
  'stripe_events.arrived_by': "'webhook'",
  'balance_transactions.status': "'pending'",
  'balance_transactions.net': '0',
  'journal_entries.posting_count': '2',
  'journal_entries.source_type': "'payout'",
  'journal_entries.purpose': "'settled'",
  'postings.side': "'debit'",
  'operators.role': "'viewer'",
  'risk_assessments.action': "'flag'",
  'risk_facts.kind': "'warning'",
  'risk_flags.state': "'open'",
  'risk_verdicts.verdict': "'needs_information'",
  'risk_seen.kind': "'card'",
  'segment_assessments.cause': "'first'",
  'segment_proposals.from_band': "'high'",
  'segment_proposals.to_band': "'low'",
  band: "'low'",
  scored_band: "'low'",
  currency: "'usd'",
  ledger_account_code: '1000',
  occurred_at: `'${AT}'`,
};
const OF_TYPE: Record<string, string> = {
  text: "'x'",
  jsonb: "'{}'",
  boolean: 'false',
  bytea: "'\\x01'",
  date: "'2026-10-05'",
  'timestamp with time zone': 'now()',
};

/** One row for each of two accounts in every table that a guard is about, put there with all triggers off. */
export async function seedGuardedTables(tx: postgres.TransactionSql): Promise<void> {
  const tables = [
    ...new Set([
      ...WALLED,
      ...Object.keys(APPEND_ONLY),
      'alarms',
      'alarm_texts',
      'operators',
      'operator_sessions',
    ]),
  ];
  await tx`set local session_replication_role = replica`;
  for (const table of tables)
    for (const [position, owner] of ['acct_1A', 'acct_1B'].entries())
      await tx.unsafe(await insertAnyRow(tx, table, owner, position + 1));
  await seedDispatchTables(tx);
  await seedPayoutControlTables(tx);
  await seedRiskAudits(tx);
  await seedRiskInstruments(tx);
  await seedRiskForests(tx);
  await seedRiskCalibration(tx);
  await seedRiskRunOff(tx);
  await seedOnboardingTables(tx);
  await seedInformationTables(tx);
  await seedRejections(tx);
}

async function insertAnyRow(
  tx: postgres.TransactionSql,
  table: string,
  owner: string,
  number: number,
): Promise<string> {
  const columns = await tx<{ name: string; type: string }[]>`
    select column_name as name, data_type as type from information_schema.columns
    where table_schema = 'public' and table_name = ${table} and is_nullable = 'NO' and column_default is null and is_identity = 'NO'
      and is_generated = 'NEVER'`;
  const valueOf = ({ name, type }: { name: string; type: string }): string => {
    if (name === 'connected_account_id') return `'${owner}'`;
    const known = VALUES[`${table}.${name}`] ?? VALUES[name];
    if (known !== undefined) return known;
    if (name.endsWith('_id') && type === 'text') return `'x${String(number)}'`;
    if (name === 'email') return `'x${String(number)}@example.com'`;
    if (name === 'kind' && table === 'alarms') return `'x${String(number)}'`;
    return (
      OF_TYPE[type] ?? (name === 'amount' && table === 'balance_transactions' ? '0' : amountOf(table, number))
    );
  };
  const named = columns.some(({ name }) => name === 'connected_account_id')
    ? columns
    : [...columns, ...(table === 'audit_records' ? [{ name: 'connected_account_id', type: 'text' }] : [])];
  return `insert into ${table} (${named.map(({ name }) => name).join()}) values (${named.map(valueOf).join()})`;
}

/** Balance transactions must add up, so theirs are all zero. */
function amountOf(table: string, number: number): string {
  return table === 'balance_transactions' ? '0' : String(number);
}
