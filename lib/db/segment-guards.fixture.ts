import type { Guard } from './guard-shapes.fixture.ts';

const AS_REPLICA = 'set local session_replication_role = replica';

/** Fails, as a refused attack does, when the change was followed. */
const FAIL_WHEN_DUE = `do $do$ begin if exists (select from segment_due) then raise exception 'the guard did its work'; end if; end $do$`;

const following: Guard[] = [
  {
    name: 'trigger connected_accounts.follow_facts',
    as: 'application',
    remove: 'drop trigger follow_facts on connected_accounts',
    attack: ['delete from segment_due', "update connected_accounts set country = 'XX'", FAIL_WHEN_DUE],
  },
  {
    name: 'trigger connected_accounts.follow_facts_new',
    as: 'application',
    remove: 'drop trigger follow_facts_new on connected_accounts',
    attack: [
      'delete from segment_due',
      `insert into connected_accounts (connected_account_id, livemode, api_generation, display_name, charges_enabled, payouts_enabled,
         details_submitted, requirements, future_requirements, capabilities, minimum_balances, automatic_transfer_rules, lock_strength,
         lock_reasons, created_at_stripe, read_at)
       values ('acct_x', false, 'v1', 'x', false, false, false, '{}', '{}', '{}', '{}', '{}', 'unknown', '[]', now(), now())`,
      FAIL_WHEN_DUE,
    ],
  },
  {
    name: 'trigger external_account_changes.follow_facts',
    as: 'application',
    remove: 'drop trigger follow_facts on external_account_changes',
    attack: [
      'delete from segment_due',
      "insert into external_account_changes (connected_account_id, external_account_id, change) values ('acct_1A', 'ba_x', 'added')",
      FAIL_WHEN_DUE,
    ],
  },
];

const ANOTHER_ASSESSMENT = `insert into segment_assessments select (jsonb_populate_record(row, '{"segment_assessment_id": "sga_x"}')).* from segment_assessments as row limit 1`;
const guardOfStandings = 'drop trigger guard on segment_standings';
const guardOfProposals = 'drop trigger guard on segment_proposals';

/** It reads the outcome of the same assessment. */
const noEffects = 'drop trigger guard_effects on segment_standings';

const decisions: Guard[] = [
  {
    name: 'trigger segment_standings.guard_effects',
    as: 'application',
    attack: ['update segment_standings set reserve_percent = 0, reserve_days = 0, delay_hours = 0'],
    remove: noEffects,
  },
  {
    name: 'trigger segment_assessments.guard',
    as: 'application',
    remove: 'drop trigger guard on segment_assessments',
    attack: [ANOTHER_ASSESSMENT.replace('{', '{"number": 2, ')],
  },
  {
    name: 'trigger segment_proposals.guard_proof',
    as: 'application',
    remove: 'drop trigger guard_proof on segment_proposals',
    attack: [
      "update segment_proposals set state = 'confirmed', decided_by = 'opr_2', decided_at = now(), reason = 'x'",
    ],
  },
  {
    name: 'trigger segment_standings.guard',
    as: 'application',
    without: noEffects,
    remove: guardOfStandings,
    attack: ["update segment_standings set band = 'severe'"],
  },
  {
    name: 'trigger segment_standings.guard (looser, and nobody agreed)',
    as: 'application',
    without: `${noEffects}; ${AS_REPLICA}; update segment_standings set band = 'severe'; set local session_replication_role = origin`,
    remove: guardOfStandings,
    attack: ["update segment_standings set band = 'low'"],
  },
  {
    name: 'trigger segment_standings.guard (looser than it is scored)',
    as: 'application',
    without: `${noEffects}; ${AS_REPLICA}; update segment_assessments set scored_band = 'high'; set local session_replication_role = origin`,
    remove: guardOfStandings,
    attack: ["update segment_standings set scored_band = 'high'"],
  },
  {
    name: 'trigger segment_proposals.guard',
    as: 'application',
    remove: guardOfProposals,
    attack: ["update segment_proposals set to_band = 'medium'"],
  },
  ...(
    [
      ['refused by nobody', 'refused', 'opr_ghost'],
      ['refused by the job', 'refused', 'assess-segments'],
      ['withdrawn by a person', 'withdrawn', 'opr_rej1'],
    ] as const
  ).map(([name, state, by]): Guard => ({
    name: `trigger segment_proposals.guard (${name})`,
    as: 'application',
    remove: guardOfProposals,
    attack: [
      `update segment_proposals set state = '${state}', decided_by = '${by}', decided_at = now(), reason = 'x'`,
    ],
  })),
  {
    name: 'trigger segment_proposals.guard (begins decided)',
    as: 'application',
    remove: guardOfProposals,
    attack: [
      `insert into segment_proposals (segment_proposal_id, connected_account_id, from_band, to_band, segment_assessment_id, proposed_by,
         state, decided_by, decided_at, reason) values ('sgp_x', 'acct_1A', 'high', 'low', 'x1', 'job', 'confirmed', 'opr_x', now(), 'x')`,
    ],
  },
  {
    name: 'index segment_proposals.segment_proposals_one_open',
    as: 'application',
    remove: 'drop index segment_proposals_one_open',
    attack: [
      `insert into segment_proposals select (jsonb_populate_record(row, '{"segment_proposal_id": "sgp_x"}')).* from segment_proposals as row limit 1`,
    ],
  },
  {
    name: 'index segment_assessments.segment_assessments_by_account',
    as: 'application',
    without: 'drop trigger guard on segment_assessments',
    remove: 'drop index segment_assessments_by_account',
    attack: [ANOTHER_ASSESSMENT],
  },
  ...(['segment_standings', 'segment_proposals'] as const).flatMap((table): Guard[] => [
    {
      name: `trigger ${table}.append_only`,
      as: 'owner',
      remove: `drop trigger append_only on ${table}`,
      attack: [`delete from ${table}`],
    },
    {
      name: `trigger ${table}.append_only_truncate`,
      as: 'owner',
      remove: `drop trigger append_only_truncate on ${table}`,
      attack: [`truncate ${table}`],
    },
  ]),
];

/** What a constraint refuses, tried with all triggers off. */
const CONSTRAINTS: Record<string, string> = {
  'segment_standings.segment_standings_band': "update segment_standings set band = 'x'",
  'segment_standings.segment_standings_scored_band': "update segment_standings set scored_band = 'x'",
  'segment_standings.segment_standings_effects': 'update segment_standings set reserve_days = 0',
  'segment_assessments.segment_assessments_cause':
    "update segment_assessments set cause = 'x', band_before = 'low'",
  'segment_assessments.segment_assessments_band': "update segment_assessments set band = 'x'",
  'segment_proposals.segment_proposals_state':
    "update segment_proposals set state = 'x', decided_by = 'opr_x', decided_at = now(), reason = 'x'",
  'segment_proposals.segment_proposals_decided': "update segment_proposals set state = 'withdrawn'",
  'segment_proposals.segment_proposals_looser': "update segment_proposals set to_band = 'severe'",
  'segment_proposals.segment_proposals_two':
    "update segment_proposals set state = 'confirmed', decided_by = proposed_by, decided_at = now(), reason = 'x'",
};

const constraints: Guard[] = Object.entries(CONSTRAINTS).map(([name, attack]) => ({
  name: `constraint ${name}`,
  as: 'owner',
  without: AS_REPLICA,
  remove: `alter table ${name.replace('.', ' drop constraint ')}`,
  attack: [attack],
}));

const grants: Guard[] = [
  {
    name: 'no grant of insert on segment_due',
    as: 'application',
    remove: 'grant insert on segment_due to sluice_app',
    attack: ["insert into segment_due values ('acct_x', now())"],
  },
  {
    name: 'no grant of insert on requirement_changes',
    as: 'application',
    remove: 'grant insert on requirement_changes to sluice_app',
    attack: [
      "insert into requirement_changes (connected_account_id, changed_at, after, was_clear_once) values ('acct_1A', now(), 'x', true)",
    ],
  },
  {
    name: 'no grant of update on segment_assessments',
    as: 'application',
    without: 'drop trigger append_only on segment_assessments',
    remove: 'grant update on segment_assessments to sluice_app',
    attack: ["update segment_assessments set why = 'x'"],
  },
];

/** Bands of risk, and how they come to change. */
export const SEGMENT_GUARDS: readonly Guard[] = [...following, ...decisions, ...constraints, ...grants];
