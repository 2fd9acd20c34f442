import type { Guard } from './guard-shapes.fixture.ts';

/** Marek gave Eve her link, and nobody has vouched for her since. */
const HANDS = `
  insert into operators (operator_id, email, name, role)
  values ('opr_m', 'm@x.example', 'Marek', 'administrator'), ('opr_e', 'e@x.example', 'Eve', 'administrator');
  insert into operator_invitations (token_hash, operator_id, created_by, expires_at) values ('t', 'opr_e', 'opr_m', now());`;

const drop = (table: string, ...triggers: string[]): string =>
  triggers.map((trigger) => `drop trigger ${trigger} on ${table};`).join(' ');

/** What only the hands refuse: Eve began, Marek ends. */
const TWO_HANDS: Record<string, { without: string; attack: string }> = {
  'holds.guard_hands': {
    without: `${drop('holds', 'guard', 'guard_release', 'guard_release_proof')}
      update holds set state = 'release_asked', release_asked_by = 'opr_e', release_asked_at = now(), release_reason = 'x'`,
    attack: "update holds set state = 'released', released_by = 'opr_m', released_at = now()",
  },
  'kill_switches.guard_hands': {
    without: `${drop('kill_switches', 'guard', 'guard_release', 'guard_release_proof')}
      update kill_switches set state = 'release_asked', release_asked_by = 'opr_e', release_asked_at = now(), release_reason = 'x'
      where kill_switch_id = 'ksw_3'`,
    attack:
      "update kill_switches set state = 'released', released_by = 'opr_m', released_at = now() where kill_switch_id = 'ksw_3'",
  },
  'dispatch_control.guard_hands': {
    without: `${drop('dispatch_control', 'guard', 'guard_unlock_proof')}
      update dispatch_control set locked_at = now(), locked_because = 'x', unlock_asked_by = 'opr_e'`,
    attack: "update dispatch_control set locked_at = null, locked_because = null, unlocked_by = 'opr_m'",
  },
  'payout_policies.guard_hands': {
    without: `${drop('payout_policies', 'guard', 'guard_proof')} update payout_policies set written_by = 'opr_e' where version = 2`,
    attack:
      "update payout_policies set state = 'published', published_by = 'opr_m', published_at = now() where version = 2",
  },
  'risk_rule_versions.guard_hands': {
    without: `${drop('risk_rule_versions', 'guard', 'guard_proof')} update risk_rule_versions set written_by = 'opr_e' where version = 2`,
    attack:
      "update risk_rule_versions set state = 'published', published_by = 'opr_m', published_at = now() where version = 2",
  },
  'risk_forest_recipes.guard_hands': {
    without: `${drop('risk_forest_recipes', 'guard', 'guard_proof', 'guard_shadow')} update risk_forest_recipes set written_by = 'opr_e' where version = 2`,
    attack:
      "update risk_forest_recipes set state = 'published', published_by = 'opr_m', published_at = now() where version = 2",
  },
  'risk_models.guard_hands': {
    without: `${drop('risk_models', 'guard', 'guard_proof')} update risk_models set state = 'retired' where version = 1;
      update risk_models set asked_by = 'opr_e' where version = 2`,
    attack:
      "update risk_models set state = 'champion', promoted_by = 'opr_m', promoted_at = now() where version = 2",
  },
  'segment_proposals.guard_hands': {
    without: `${drop('segment_proposals', 'guard', 'guard_proof')} update segment_proposals set proposed_by = 'opr_e'`,
    attack:
      "update segment_proposals set state = 'confirmed', decided_by = 'opr_m', decided_at = now(), reason = 'x'",
  },
  'operator_change_requests.guard_hands': {
    without: `${drop('operator_change_requests', 'guard', 'guard_proof')}
      insert into operator_change_requests (change_request_id, operator_id, change, from_role, to_role, requested_by)
      values ('ocr_x', 'opr_e', 'disable', 'viewer', 'viewer', 'opr_e')`,
    attack:
      "update operator_change_requests set decision = 'approved', decided_by = 'opr_m', decided_at = now()",
  },
  'step_up_factors.guard_hands': {
    without: `${drop('step_up_factors', 'guard', 'guard_confirmation')}
      update step_up_factors set operator_id = 'opr_e', state = 'waiting' where factor_id = 'fac_1'`,
    attack: "update step_up_factors set state = 'active', confirmed_by = 'opr_m' where factor_id = 'fac_1'",
  },
  'step_up_factors.guard_hands_added': {
    without: drop('step_up_factors', 'guard_confirmation_added'),
    attack: `insert into step_up_factors (factor_id, operator_id, kind, name, sealed_secret, state, confirmed_by)
      values ('fac_x', 'opr_e', 'totp', 'x', 's', 'active', 'opr_m')`,
  },
  'operator_vouchings.guard_hands': {
    without: drop('operator_vouchings', 'guard'),
    attack: "insert into operator_vouchings values ('ovo_x', 'opr_e', 'opr_m')",
  },
};

/** As the commit would, so that what waits for it is asked now; counts as done. */
const COMMITS = ['set constraints all immediate', 'do $do$ begin end $do$'];

/** What the program's own role could write of people, owners and their links by hand. */
const BY_HAND: Record<string, { without?: string; attack: readonly string[] }> = {
  'operators.guard_added': {
    attack: [
      "insert into operators (operator_id, email, name, role) values ('opr_y', 'y@x.example', 'y', 'viewer')",
      ...COMMITS,
    ],
  },
  'operators.guard_changed': {
    attack: ["update operators set role = 'risk_reviewer' where operator_id = 'x1'", ...COMMITS],
  },
  'connected_account_owners.guard_added': {
    attack: [
      `insert into connected_account_owners (owner_id, connected_account_id, email, name)
       values ('own_x', 'acct_1A', 'other@x.example', 'x')`,
      ...COMMITS,
    ],
  },
  'operator_invitations.guard': {
    attack: [
      "insert into operator_invitations (token_hash, operator_id, created_by, expires_at) values ('y', 'x1', 'job', now())",
    ],
  },
  'operator_change_requests.guard': {
    without: HANDS,
    attack: [
      `insert into operator_change_requests (change_request_id, operator_id, change, from_role, to_role, requested_by, decision,
         decided_by, decided_at) values ('ocr_x', 'x1', 'role', 'viewer', 'administrator', 'opr_e', 'approved', 'opr_m', now())`,
    ],
  },
  'operator_change_requests.guard_proof': {
    without: `${HANDS} ${drop('operator_change_requests', 'guard', 'guard_hands')}
      insert into operator_change_requests (change_request_id, operator_id, change, from_role, to_role, requested_by)
      values ('ocr_y', 'x1', 'role', 'viewer', 'administrator', 'opr_e')`,
    attack: [
      "update operator_change_requests set decision = 'approved', decided_by = 'opr_m', decided_at = now() where change_request_id = 'ocr_y'",
    ],
  },
  'operator_vouchings.guard': {
    attack: ["insert into operator_vouchings values ('ovo_y', 'x1', 'x2')"],
  },
  'step_up_factors.guard_dates': {
    attack: ["update step_up_factors set state = 'removed' where factor_id = 'fac_1'"],
  },
  'seller_invitations.guard_link': {
    attack: [
      "update seller_invitations set linked_by = '{opr_other}' where seller_invitation_id = 'siv_acct_1A'",
    ],
  },
  'payout_cadences.guard_added': {
    without:
      "drop trigger guard_due_added on payout_cadences; drop trigger append_only on payout_cadences; delete from payout_cadences where connected_account_id = 'acct_1A'",
    attack: [
      "insert into payout_cadences (connected_account_id, cadence, next_due_at, set_by) values ('acct_1A', 'daily', now(), 'seed-demo')",
    ],
  },
  'payout_cadences.guard_due': {
    attack: ["update payout_cadences set next_due_at = now() + interval '100 years'"],
  },
  'payout_cadences.guard_due_added': {
    without:
      "drop trigger guard_added on payout_cadences; drop trigger append_only on payout_cadences; delete from payout_cadences where connected_account_id = 'acct_1A'",
    attack: [
      "insert into payout_cadences (connected_account_id, cadence, next_due_at, set_by) values ('acct_1A', 'daily', now() + interval '100 years', 'x1')",
    ],
  },
  'payout_accounts.guard_breaker': {
    without:
      "update payout_accounts set equal_refusals = 3, last_refusal_code = 'x', breaker_opened_at = now()",
    attack: [
      'update payout_accounts set equal_refusals = 0, last_refusal_code = null, breaker_opened_at = null',
    ],
  },
  'payout_accounts.guard_breaker_added': {
    attack: [
      "insert into payout_accounts (connected_account_id, enrolled_by, equal_refusals) values ('acct_new', 'x', 2)",
    ],
  },
  'payout_accounts.guard_breaker_alarm': {
    without: drop('payout_accounts', 'guard_breaker'),
    attack: ['update payout_accounts set breaker_opened_at = now()', ...COMMITS],
  },
  'payout_allocations.guard_follows': {
    attack: ['update payout_allocations set released_at = now()', ...COMMITS],
  },
};

/** An approval by Marek of what stands behind him, as the program itself may write it. */
const MAREK_APPROVES = `insert into payout_approvals (payout_approval_id, payout_request_id, connected_account_id, decision, payload_hash,
    preview_hash, request_version, operator_id, operator_role)
  values ('pap_x', 'prq_1', 'acct_1A', 'approve', 'x', 'x', 1, 'opr_m', 'administrator')`;

const ALONE = `${drop('payout_approvals', 'guard', 'guard_proof')} ${drop('payout_requests', 'guard')}`;

const MAKERS: Record<string, string> = {
  'what their own hand asked for':
    "update payout_requests set requested_by_operator_id = 'opr_e' where payout_request_id = 'prq_1'",
  'what an owner asked for whom they invited':
    "update seller_invitations set invited_by = 'opr_m'; update payout_requests set origin = 'owner' where payout_request_id = 'prq_1'",
  'what an owner asked for whose link they made':
    "update seller_invitations set linked_by = '{opr_m}'; update payout_requests set origin = 'owner' where payout_request_id = 'prq_1'",
  'what their own hand approved':
    "update payout_approvals set operator_id = 'opr_e', state = 'given', voided_at = null where payout_request_id = 'prq_1'",
};

/** Marek has approved what Eve asked for, and nothing is between the two. */
const MAREK_HAS_APPROVED = `insert into operators (operator_id, email, name, role)
  values ('opr_m', 'm@x.example', 'Marek', 'administrator'), ('opr_e', 'e@x.example', 'Eve', 'administrator');
  ${ALONE} update payout_requests set state = 'in_review', requested_by_operator_id = 'opr_e' where payout_request_id = 'prq_1';
  ${MAREK_APPROVES};`;

const OF_AN_OWNER =
  "update payout_requests set origin = 'owner', requested_by_operator_id = null where payout_request_id = 'prq_1'";

/** What takes that approval away for good. */
const LOST: Record<string, { without?: string; attack: string }> = {
  operators: { attack: "update operators set disabled_at = now() where operator_id = 'opr_m'" },
  operator_invitations: {
    attack:
      "insert into operator_invitations (token_hash, operator_id, created_by, expires_at) values ('t', 'opr_e', 'opr_m', now())",
  },
  step_up_factors: {
    without: `${drop('step_up_factors', 'guard', 'guard_dates', 'guard_removal')}
      update step_up_factors set operator_id = 'opr_e', state = 'active', confirmed_by = 'x1', confirmed_at = now() - interval '1 day'
      where factor_id = 'fac_1'`,
    attack:
      "update step_up_factors set state = 'removed', removed_by = 'opr_m', removed_at = now() where factor_id = 'fac_1'",
  },
  seller_invitations: {
    without: OF_AN_OWNER,
    attack:
      "update seller_invitations set linked_by = '{opr_m}', connected_account_id = 'acct_1A' where seller_invitation_id = 'siv_acct_1A'",
  },
  connected_account_owners: {
    without: OF_AN_OWNER,
    attack: `insert into connected_account_owners (owner_id, connected_account_id, email, name)
      values ('own_m', 'acct_1A', 'm@x.example', 'Marek')`,
  },
};

/** Marek has asked for an owner of the account, who has a link and has not accepted yet. */
const MAREK_HAS_INVITED = `set local session_replication_role = replica;
  insert into seller_invitations (seller_invitation_id, makes_account, connected_account_id, state, email, name,
    business_name, reason, code_hash, invited_by, confirmed_by, confirmed_at, token_hash, expires_at)
  values ('siv_y', false, 'acct_1A', 'created', 'y@x.example', 'x', 'x', 'x', 'x', 'opr_m', 'x1', now(), 'y', now());
  set local session_replication_role = origin`;

const STILL_COUNTS = `do $do$ begin
  if not exists (select from payout_approvals where payout_approval_id = 'pap_x' and state = 'given') then
    raise exception 'the guard did its work'; end if; end $do$`;

const asApplication = (name: string, without: string, attack: readonly string[]): Guard => {
  const [table = '', trigger = ''] = name.split('.');
  return {
    name: `trigger ${name}`,
    as: 'application',
    without,
    remove: `drop trigger ${trigger} on ${table}`,
    attack,
  };
};

/** Two people are two hands; and people come and change as lib/people does it, whoever writes. */
export const HAND_GUARDS: readonly Guard[] = [
  ...Object.entries(TWO_HANDS).map(([name, { without, attack }]) =>
    asApplication(name, `${HANDS} ${without}`, [attack]),
  ),
  ...Object.entries(BY_HAND).map(([name, { without, attack }]) =>
    asApplication(name, without ?? 'select 1', attack),
  ),
  ...Object.entries(MAKERS).map(([what, without]): Guard => ({
    ...asApplication('payout_approvals.guard_maker', `${HANDS} ${ALONE} ${without}`, [MAREK_APPROVES]),
    name: `trigger payout_approvals.guard_maker (${what})`,
  })),
  ...Object.entries(LOST).map(([table, { without = '', attack }]): Guard => ({
    ...asApplication(`${table}.void_approvals`, `${MAREK_HAS_APPROVED} ${without}`, [attack, STILL_COUNTS]),
    as: 'owner',
  })),
  {
    ...asApplication(
      'seller_invitations.void_approvals',
      `${MAREK_HAS_APPROVED} ${OF_AN_OWNER}; ${MAREK_HAS_INVITED}`,
      [
        "update seller_invitations set accepted_at = now(), owner_id = 'own_acct_1A' where seller_invitation_id = 'siv_y'",
        STILL_COUNTS,
      ],
    ),
    name: 'trigger seller_invitations.void_approvals (an owner of an account that was there accepts)',
    as: 'owner',
  },
  {
    ...asApplication('operators.guard_changed', HANDS, [
      `insert into audit_records (actor_kind, actor_id, action, subject, outcome, before, after, request_id)
       values ('operator', 'opr_m', 'operator.role', 'x1', 'done', '{"role": "viewer"}', '{"toRole": "risk_reviewer", "proof": {}}', 'r')`,
      "update operators set role = 'risk_reviewer' where operator_id = 'x1'",
      ...COMMITS,
    ]),
    name: 'trigger operators.guard_changed (with a record of one’s own making)',
  },
  {
    ...asApplication('operators.guard_added', drop('operator_invitations', 'guard'), [
      "insert into operators (operator_id, email, name, role) values ('opr_y', 'y@x.example', 'y', 'administrator')",
      "insert into operator_invitations (token_hash, operator_id, created_by, expires_at) values ('y', 'opr_y', 'x1', now())",
      ...COMMITS,
    ]),
    name: 'trigger operators.guard_added (as an administrator)',
  },
  {
    name: 'right to change somebody’s address',
    as: 'application',
    remove: 'grant update on operators to sluice_app',
    attack: ["update operators set email = 'z@x.example' where operator_id = 'x1'"],
  },
  {
    name: 'right to change an owner’s address',
    as: 'application',
    remove: 'grant update on connected_account_owners to sluice_app',
    attack: ["update connected_account_owners set email = 'z@x.example' where owner_id = 'own_acct_1A'"],
  },
  {
    name: 'constraint operator_vouchings.operator_vouchings_another',
    as: 'owner',
    remove: 'alter table operator_vouchings drop constraint operator_vouchings_another',
    attack: ["insert into operator_vouchings values ('ovo_z', 'x1', 'x1')"],
  },
];
