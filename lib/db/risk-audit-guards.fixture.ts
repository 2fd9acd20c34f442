import type postgres from 'postgres';
import { hiddenFromHolders, keptForever, type Guard } from './guard-shapes.fixture.ts';

const TABLE = 'risk_audit_draws';

/** A draw of a day gone by; put there with all triggers off. */
export async function seedRiskAudits(tx: postgres.TransactionSql): Promise<void> {
  await tx`
    insert into risk_audit_draws (drawn_on, seed, candidates, candidates_hash, drawn, drawn_at)
    values ('2026-10-05', 'x', 2, 'x', 1, now())`;
}

const CHOSEN = `insert into ${TABLE} (drawn_on, seed, candidates, candidates_hash, drawn, drawn_at)
  values ('2026-10-06', 'chosen by hand', 0, '', 0, now())`;

/** Who is looked at where nothing was found is nobody's choice. */
export const RISK_AUDIT_GUARDS: readonly Guard[] = [
  {
    name: `trigger ${TABLE}.draw`,
    as: 'application',
    remove: `drop trigger draw on ${TABLE}`,
    attack: [
      CHOSEN,
      `do $do$ begin if not exists (select from ${TABLE} where seed = 'chosen by hand') then
         raise exception 'the guard did its work'; end if; end $do$`,
    ],
  },
  {
    name: 'trigger risk_flags.guard_audit',
    as: 'application',
    remove: 'drop trigger guard_audit on risk_flags',
    attack: ["update risk_flags set audit_drawn_on = '2026-10-06'"],
  },
  {
    name: 'trigger risk_flags.guard_audit (of an account that was not drawn)',
    as: 'application',
    without: "update risk_flags set state = 'closed', closed_at = now(), closed_because = 'cause_gone'",
    remove: 'drop trigger guard_audit on risk_flags',
    attack: [
      `insert into risk_flags select (jsonb_populate_record(row, '{"risk_flag_id": "rfl_x", "state": "open", "closed_at": null,
         "closed_because": null, "audit_drawn_on": "2026-10-06"}')).* from risk_flags as row limit 1`,
    ],
  },
  {
    name: 'trigger risk_flags.guard_audit (over without a look)',
    as: 'application',
    // As one that was drawn.
    without: `set local session_replication_role = replica; update risk_flags set audit_drawn_on = '2026-10-05', action = 'none';
      set local session_replication_role = origin`,
    remove: 'drop trigger guard_audit on risk_flags',
    attack: ["update risk_flags set state = 'closed', closed_at = now(), closed_because = 'cause_gone'"],
  },
  {
    name: `constraint ${TABLE}.risk_audit_draws_drawn`,
    as: 'owner',
    without: 'set local session_replication_role = replica',
    remove: `alter table ${TABLE} drop constraint risk_audit_draws_drawn`,
    attack: [`update ${TABLE} set drawn = candidates + 1`],
  },
  ...keptForever(TABLE, "seed = 'other'"),
  hiddenFromHolders(TABLE),
  {
    name: 'no grant of insert on risk_audits',
    as: 'application',
    remove: 'grant insert on risk_audits to sluice_app',
    attack: [
      `insert into risk_audits (drawn_on, connected_account_id, currency, place, risk_assessment_id)
       values ('2026-10-06', 'acct_1A', 'usd', 1, 'x')`,
    ],
  },
];
