import type postgres from 'postgres';
import { hiddenFromHolders, keptForever, refusedByShape, type Guard } from './guard-shapes.fixture.ts';

const TABLE = 'risk_run_off_curves';

/** One of two currencies each, put there with all triggers off. */
export async function seedRiskRunOff(tx: postgres.TransactionSql): Promise<void> {
  for (const currency of ['usd', 'eur'])
    await tx`
      insert into risk_run_off_curves (risk_run_off_curve_id, currency, peer_group, estimated_on, estimated_at, text, hash, accounts,
        cohorts, charges, refunds, disputes, data_from, data_to, estimated_by)
      values (${`rro_${currency}`}, ${currency}, '*', '2026-10-05', '2026-10-05', 'x', 'x', 1, 1, 1, 0, 0, '2026-05-05', '2026-10-05', 'x')`;
}

/** A curve that begins at everything and falls to `ends` by a step. */
const curve = (more: { begins?: number; then?: number; ends?: number; ages?: number } = {}): string => {
  const { begins = 1_000, then = 500, ends = 0, ages = 121 } = more;
  const left = [begins, then, ...Array.from({ length: ages - 2 }, () => ends)];
  return JSON.stringify({ refunds: { left }, disputes: { left } });
};

const estimated = (text: string, more: { hash?: string; dataTo?: string } = {}): string => `
  insert into ${TABLE} (risk_run_off_curve_id, currency, peer_group, estimated_on, estimated_at, text, hash, accounts, cohorts, charges,
    refunds, disputes, data_from, data_to, estimated_by)
  values ('rro_x', 'gbp', '*', '2026-10-06', '2026-10-06', '${text}',
    ${more.hash ?? `encode(sha256('${text}'::bytea), 'hex')`}, 1, 1, 1, 0, 0, '2026-05-05', ${more.dataTo ?? "'2026-10-05'"}, 'x')`;

/** Of the trigger what only it refuses. */
const ATTACKS: Record<string, string[]> = {
  '': [estimated(curve(), { hash: "'x'" })],
  'of what is to come': [estimated(curve(), { dataTo: "now() + interval '1 day'" })],
  'that begins at nothing': [estimated(curve({ begins: 600 }))],
  'that rises': [estimated(curve({ ends: 501 }))],
  'below nothing': [estimated(curve({ ends: -1 }))],
  'of other ages': [estimated(curve({ ages: 120 }))],
  'of another day': [
    estimated(curve()),
    `do $do$ begin if not exists (select from ${TABLE} where currency = 'gbp' and estimated_at = '2026-10-06') then
       raise exception 'the guard did its work'; end if; end $do$`,
  ],
};

/** By what money runs off, which decides how much is at risk. */
export const RISK_RUN_OFF_GUARDS: readonly Guard[] = [
  ...Object.entries(ATTACKS).map(([name, attack]): Guard => ({
    name: name === '' ? `trigger ${TABLE}.guard` : `trigger ${TABLE}.guard (${name})`,
    as: 'application',
    remove: `drop trigger guard on ${TABLE}`,
    attack,
  })),
  ...refusedByShape({
    [`constraint ${TABLE}.risk_run_off_curves_data`]: `update ${TABLE} set data_to = data_from`,
    [`index ${TABLE}.risk_run_off_curves_of_night`]: `update ${TABLE} set currency = 'usd'`,
  }),
  ...keptForever(TABLE, 'accounts = 7'),
  hiddenFromHolders(TABLE),
];
