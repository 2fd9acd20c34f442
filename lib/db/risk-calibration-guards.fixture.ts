import type postgres from 'postgres';
import { hiddenFromHolders, keptForever, refusedByShape, type Guard } from './guard-shapes.fixture.ts';

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
  ...refusedByShape({
    [`constraint ${TABLE}.risk_calibration_checks_state`]: `update ${TABLE} set state = 'x' where state = 'waiting'`,
    [`constraint ${TABLE}.risk_calibration_checks_done`]: `update ${TABLE} set false_alarms = null`,
    [`index ${TABLE}.risk_calibration_checks_one_open`]: `update ${TABLE} set state = 'running', ended_at = null, false_alarms = null`,
  }),
  ...keptForever(TABLE),
  hiddenFromHolders(TABLE),
];
