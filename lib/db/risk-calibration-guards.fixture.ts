import type postgres from 'postgres';
import { dropTruncateTriggers, type Guard } from './append-only-guards.fixture.ts';

const TABLE = 'risk_calibration_checks';

/** A check that is done and one that waits; put there with all triggers off. */
export async function seedRiskCalibration(tx: postgres.TransactionSql): Promise<void> {
  await tx`
    insert into risk_calibration_checks (risk_calibration_check_id, state, asked_by, replayed_from, replayed_to, calibration_hash, ended_at,
      account_years, alarms, false_alarms, allowed)
    values ('rcc_1', 'done', 'x', now(), now(), 'x', now(), 1, '{}', 1, 1), ('rcc_2', 'waiting', 'x', now(), now(), 'x', null, null, null, null, null)`;
}

/** What was measured stays what it was. */
export const RISK_CALIBRATION_GUARDS: readonly Guard[] = [
  {
    name: `trigger ${TABLE}.guard`,
    as: 'application',
    remove: `drop trigger guard on ${TABLE}`,
    attack: [`update ${TABLE} set false_alarms = 0 where risk_calibration_check_id = 'rcc_1'`],
  },
  {
    name: `trigger ${TABLE}.guard (of other days)`,
    as: 'application',
    remove: `drop trigger guard on ${TABLE}`,
    attack: [`update ${TABLE} set replayed_from = '2026-01-01' where risk_calibration_check_id = 'rcc_2'`],
  },
  {
    name: `trigger ${TABLE}.guard (found without a replay)`,
    as: 'application',
    remove: `drop trigger guard on ${TABLE}`,
    attack: [
      `insert into ${TABLE} select (jsonb_populate_record(row, '{"risk_calibration_check_id": "rcc_x"}')).*
       from ${TABLE} as row where risk_calibration_check_id = 'rcc_1'`,
    ],
  },
  ...[
    [
      'constraint',
      'risk_calibration_checks_state',
      `update ${TABLE} set state = 'x' where state = 'waiting'`,
    ],
    ['constraint', 'risk_calibration_checks_done', `update ${TABLE} set false_alarms = null`],
    [
      'index',
      'risk_calibration_checks_one_open',
      `update ${TABLE} set state = 'running', ended_at = null, false_alarms = null`,
    ],
  ].map(([kind = '', own = '', attack = '']): Guard => ({
    name: `${kind} ${TABLE}.${own}`,
    as: 'owner',
    without: 'set local session_replication_role = replica',
    remove: kind === 'index' ? `drop index ${own}` : `alter table ${TABLE} drop constraint ${own}`,
    attack: [attack],
  })),
  {
    name: `trigger ${TABLE}.append_only (delete)`,
    as: 'owner',
    remove: `drop trigger append_only on ${TABLE}`,
    attack: [`delete from ${TABLE}`],
  },
  {
    name: `trigger ${TABLE}.append_only_truncate`,
    as: 'owner',
    remove: dropTruncateTriggers(TABLE),
    attack: [`truncate ${TABLE}`],
  },
  {
    name: `row security of ${TABLE}`,
    as: 'holder of acct_1A',
    without: `grant select on ${TABLE} to sluice_account_holder`,
    remove: `alter table ${TABLE} disable row level security`,
    attack: [`select 1 from ${TABLE}`],
  },
];
