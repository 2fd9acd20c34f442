import type { Guard } from './guard-shapes.fixture.ts';

const AT = '2026-10-05T09:00:00Z';

/** Written by the trigger on facts alone. */
const FOLLOWING = ['risk_hour_counters', 'risk_day_counters', 'risk_seen', 'risk_due'] as const;

const following: Guard = {
  name: 'trigger risk_facts.follow',
  as: 'application',
  remove: 'drop trigger follow on risk_facts',
  attack: [
    `insert into risk_facts (connected_account_id, kind, stripe_id, occurred_at, currency, amount, is_platform_made, is_platform_charge,
       stripe_event_id, learned_at, is_late)
     values ('acct_1A', 'charge', 'ch_x', '${AT}', 'eur', 5, false, false, 'evt_x', now(), true)`,
    `do $do$ begin if exists (select from risk_hour_counters where currency = 'eur' and charges = 1) then
       raise exception 'the guard did its work'; end if; end $do$`,
  ],
};

const guardOfFlags: Guard['remove'] = 'drop trigger guard on risk_flags';

const flags: Guard[] = [
  {
    name: 'trigger risk_flags.guard',
    as: 'application',
    remove: guardOfFlags,
    attack: ["update risk_flags set connected_account_id = connected_account_id || 'x'"],
  },
  {
    name: 'trigger risk_flags.guard (confirmed by nobody)',
    as: 'application',
    remove: guardOfFlags,
    attack: ["update risk_flags set state = 'confirmed'"],
  },
  {
    name: 'trigger risk_flags.guard (closed for a verdict that nobody gave)',
    as: 'application',
    remove: guardOfFlags,
    attack: ["update risk_flags set state = 'closed', closed_at = now(), closed_because = 'false_alarm'"],
  },
  {
    name: 'index risk_flags.risk_flags_one_open',
    as: 'application',
    remove: 'drop index risk_flags_one_open',
    attack: [
      `insert into risk_flags select (jsonb_populate_record(row, '{"risk_flag_id": "rfl_x"}')).* from risk_flags as row limit 1`,
    ],
  },
];

/** What a constraint refuses, tried with all triggers off. */
const CONSTRAINTS: Record<string, string> = {
  'risk_facts.risk_facts_kind': "update risk_facts set kind = 'x', currency = 'usd', amount = 1",
  'risk_facts.risk_facts_money': 'update risk_facts set amount = 1',
  'risk_seen.risk_seen_kind': "update risk_seen set kind = 'x'",
  'risk_assessments.risk_assessments_action': "update risk_assessments set action = 'x'",
  'risk_flags.risk_flags_state': "update risk_flags set state = 'x'",
  'risk_flags.risk_flags_closed': "update risk_flags set state = 'closed'",
  'risk_flags.risk_flags_closed_because':
    "update risk_flags set state = 'closed', closed_at = now(), closed_because = 'x'",
  'risk_verdicts.risk_verdicts_verdict': "update risk_verdicts set verdict = 'x'",
};

const constraints: Guard[] = Object.entries(CONSTRAINTS).map(([name, attack]) => ({
  name: `constraint ${name}`,
  as: 'owner',
  without: 'set local session_replication_role = replica',
  remove: `alter table ${name.replace('.', ' drop constraint ')}`,
  attack: [attack],
}));

const grants: Guard[] = [
  {
    name: 'no grant of update on risk_facts',
    as: 'application',
    without: 'drop trigger append_only on risk_facts',
    remove: 'grant update on risk_facts to sluice_app',
    attack: ["update risk_facts set reason = 'other'"],
  },
  {
    name: 'no grant of delete on risk_facts',
    as: 'application',
    without: 'drop trigger append_only on risk_facts',
    remove: 'grant delete on risk_facts to sluice_app',
    attack: ['delete from risk_facts'],
  },
  ...(['risk_assessments', 'risk_verdicts'] as const).map((table): Guard => ({
    name: `no grant of update on ${table}`,
    as: 'application',
    without: `drop trigger append_only on ${table}`,
    remove: `grant update on ${table} to sluice_app`,
    attack: [`update ${table} set currency = 'eur'`],
  })),
  {
    name: 'no grant of delete on risk_flags',
    as: 'application',
    remove: 'grant delete on risk_flags to sluice_app',
    attack: ['delete from risk_flags'],
  },
  ...FOLLOWING.map((table): Guard => ({
    name: `no grant of insert on ${table}`,
    as: 'application',
    remove: `grant insert on ${table} to sluice_app`,
    attack: [
      `insert into ${table} select (jsonb_populate_record(row, '{"connected_account_id": "acct_x"}')).* from ${table} as row limit 1`,
    ],
  })),
];

/** Facts of risk, and what follows them. */
export const RISK_GUARDS: readonly Guard[] = [following, ...flags, ...constraints, ...grants];
