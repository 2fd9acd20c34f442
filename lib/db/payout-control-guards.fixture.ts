import type postgres from 'postgres';
import { dropTruncateTriggers, refusedByShape, type Guard } from './guard-shapes.fixture.ts';
import { OWNER_READ_GUARDS } from './owner-read-guards.fixture.ts';

/** Tables of requests, decisions, holds, policies and step-up; those of dispatch are in dispatch-guards.fixture.ts. */
const TRUNCATE_REFUSED = [
  'payout_accounts',
  'payout_requests',
  'payout_allocations',
  'payout_approvals',
  'holds',
  'payout_cadences',
  'payout_cadence_runs',
  'payout_files',
  'payout_file_lines',
  'payout_policies',
] as const;
const TABLES = [
  ...TRUNCATE_REFUSED,
  'step_up_factors',
  'step_up_challenges',
  'step_up_proofs',
  'step_up_uses',
  'bulk_decisions',
  'bulk_decision_items',
  'notifications',
  'notification_endpoints',
] as const;

const HASH = (text: string): string => `encode(sha256(convert_to(${text}, 'UTF8')), 'hex')`;

/** Rows of two accounts in each table; put there with all triggers off. */
export async function seedPayoutControlTables(tx: postgres.TransactionSql): Promise<void> {
  for (const [owner, request] of [
    ['acct_1A', 'prq_1'],
    ['acct_1B', 'prq_2'],
  ] as const) {
    const payload = JSON.stringify({
      payout_request_id: request,
      connected_account_id: owner,
      amount: '100',
      currency: 'usd',
      method: 'standard',
      destination_id: 'ba_x',
      destination_fingerprint: 'f',
      source_type: null,
      statement_descriptor: null,
    });
    await tx`insert into payout_accounts (connected_account_id, enrolled_by) values (${owner}, 'x')`;
    await tx`
      insert into payout_requests (payout_request_id, connected_account_id, currency, amount, method, destination_id,
        destination_fingerprint, payload, payload_hash, state, is_reserved, origin, requested_by, route, route_reasons, approvals_needed)
      values (${request}, ${owner}, 'usd', 100, 'standard', 'ba_x', 'f', ${payload}, ${tx.unsafe(HASH(`'${payload}'`))},
        'in_review', true, 'cadence', 'x', 'people', '[]', 2)`;
    await tx`
      insert into payout_allocations (payout_request_id, reservation_number, balance_transaction_id, occurred_at, connected_account_id, amount)
      values (${request}, 1, 'txn_x', now(), ${owner}, 1)`;
    await tx`
      insert into payout_approvals (payout_approval_id, payout_request_id, connected_account_id, decision, payload_hash, preview_hash,
        request_version, operator_id, operator_role)
      values (${`pap_${request}`}, ${request}, ${owner}, 'approve', 'x', 'x', 1, ${`opr_${request}`}, 'administrator')`;
    await tx`
      insert into holds (hold_id, connected_account_id, source, reason_code, keeps_percent, reviewer_text, owner_text, evidence,
        placed_by, review_by)
      values (${`hld_${request}`}, ${owner}, 'operator', 'x', 50, 'x', 'x', '{}', 'x', now())`;
    await tx`
      insert into payout_cadences (connected_account_id, cadence, next_due_at, set_by) values (${owner}, 'daily', now(), 'x')`;
    await tx`
      insert into payout_cadence_runs (connected_account_id, currency, due_at, outcome, because)
      values (${owner}, 'usd', now(), 'refused', 'x')`;
    await tx`
      insert into payout_files (payout_file_id, sha256, name, line_count, uploaded_by)
      values (${`pfl_${request}`}, ${request}, 'x', 1, 'x')`;
    await tx`
      insert into payout_file_lines (payout_file_id, line_number, text, connected_account_id, currency, outcome, payout_request_id,
        decided_by, decided_at)
      values (${`pfl_${request}`}, 1, 'x', ${owner}, 'usd', 'proposed', ${request}, 'x', now())`;
    await tx`insert into bulk_decisions (bulk_decision_id, operator_id, decision) values (${`bdc_${request}`}, 'opr_1', 'approve')`;
    await tx`
      insert into bulk_decision_items (bulk_decision_id, payout_request_id, position, version, payload_hash, preview_hash, path)
      values (${`bdc_${request}`}, ${request}, 1, 1, 'x', 'x', '[]')`;
    await tx`
      insert into notifications (notification_id, kind, subject, channel, target, payload)
      values (${`ntf_${request}`}, 'x', ${request}, 'email', 'x', '{}')`;
    await tx`
      insert into notification_endpoints (notification_endpoint_id, url, sealed_secret, added_by)
      values (${`nte_${request}`}, ${`https://${request}.example`}, 'x', 'opr_1')`;
    await tx`
      insert into step_up_challenges (challenge_id, operator_id, purpose, root, challenge, nonce, expires_at)
      values (${`chl_${request}`}, 'opr_1', 'x', 'x', 'x', 'x', now() + interval '1 day')`;
    await tx`
      insert into step_up_proofs (step_up_proof_id, operator_id, factor_id, kind, purpose, root, expires_at)
      values (${`sup_${request}`}, 'opr_1', 'fac_1', 'totp', 'x', 'x', now() - interval '1 day')`;
    await tx`insert into step_up_uses (step_up_proof_id, leaf) values (${`sup_${request}`}, 'x')`;
  }
  await tx`
    insert into payout_policies (policy_version_id, version, text, state, written_by, published_by, published_at)
    values ('ppv_1', 1, 'x', 'published', 'opr_1', 'opr_2', now()), ('ppv_2', 2, 'x', 'draft', 'opr_1', null, null)`;
  await tx`
    insert into step_up_factors (factor_id, operator_id, kind, name, credential_id, public_key, sealed_secret)
    values ('fac_1', 'opr_1', 'totp', 'x', null, null, 's'), ('fac_2', 'opr_2', 'passkey', 'x', 'c', 'k', null)`;
}

/** What refers to a table would refuse its rows to go, too. */
const withoutReferences = (table: string): string => `do $do$ declare reference record; begin
  for reference in select conname, conrelid::regclass as from_table from pg_constraint
    where confrelid = '${table}'::regclass and contype = 'f' and conparentid = 0
  loop execute format('alter table %s drop constraint %I', reference.from_table, reference.conname); end loop; end $do$`;

const appendOnly: Guard[] = [
  ...TABLES.map((table): Guard => ({
    name: `trigger ${table}.append_only (delete)`,
    as: 'owner',
    without: withoutReferences(table),
    remove: `drop trigger append_only on ${table}`,
    attack: [`delete from ${table}`],
  })),
  ...TRUNCATE_REFUSED.map((table): Guard => ({
    name: `trigger ${table}.append_only_truncate`,
    as: 'owner',
    without: withoutReferences(table),
    remove: dropTruncateTriggers(table),
    attack: [`truncate ${table}`],
  })),
];

/** Those of which owners read their own rows; of the others none at all. */
const READ_BY_OWNERS: readonly string[] = ['payout_requests', 'holds'];

const walls: Guard[] = TABLES.map((table) => ({
  name: `row security of ${table}`,
  as: 'holder of acct_1A',
  without: `grant select on ${table} to sluice_account_holder`,
  remove: `alter table ${table} disable row level security`,
  attack: [
    `select 1 from ${table}${READ_BY_OWNERS.includes(table) ? " where connected_account_id <> 'acct_1A'" : ''}`,
  ],
}));

type Move = { attack: string; without?: string };

const GRANT_HOLDS = 'grant update on holds to sluice_app';

/** That the trigger is what refuses; what it refuses in all its detail is tried beside the code. */
const MOVES: Record<string, Move> = {
  'payout_requests.guard': { attack: "update payout_requests set requested_by = 'other'" },
  'payout_cadences.guard': { attack: `update payout_cadences set minimum_balances = '{"usd": "1"}'` },
  'payout_requests.guard_approver_role': {
    without: 'drop trigger guard_route on payout_requests',
    attack: "update payout_requests set approver_role = 'administrator'",
  },
  'payout_allocations.guard': {
    attack: `insert into payout_allocations (payout_request_id, reservation_number, balance_transaction_id, occurred_at, connected_account_id, amount)
      values ('prq_1', 2, 'txn_nobody', now(), 'acct_1A', 1)`,
  },
  'payout_allocations.guard_release': { attack: 'update payout_allocations set amount = amount + 1' },
  'payout_approvals.guard': { attack: "update payout_approvals set reason = 'other'" },
  'payout_approvals.guard_proof': {
    without: 'drop trigger guard on payout_approvals',
    attack: `insert into payout_approvals (payout_approval_id, payout_request_id, connected_account_id, decision, payload_hash,
        preview_hash, request_version, operator_id, operator_role)
      values ('pap_x', 'prq_1', 'acct_1A', 'approve', 'x', 'x', 1, 'opr_x', 'administrator')`,
  },
  'payout_attempts.guard_destination': {
    without: 'drop trigger guard on payout_attempts',
    attack:
      "update payout_attempts set state = 'calling', call_until = now() + interval '1 minute', epoch = 1 where payout_attempt_id = 'pat_1'",
  },
  'payout_attempts.guard_kept_share': {
    without: `drop trigger guard on payout_attempts; drop trigger guard_destination on payout_attempts;
      drop trigger guard_rolling on holds; update holds set keeps_base = '{"usd": "100"}'`,
    attack:
      "update payout_attempts set state = 'calling', call_until = now() + interval '1 minute', epoch = 1 where payout_attempt_id = 'pat_1'",
  },
  'holds.guard_base': {
    attack: `do $do$ declare base jsonb; begin
      insert into holds (hold_id, connected_account_id, source, reason_code, reviewer_text, owner_text, evidence, placed_by,
          review_by, keeps_percent, keeps_base)
        values ('hld_x', 'acct_1A', 'operator', 'x', 'x', 'x', '{}', 'x', now(), 50, '{"usd": "1"}')
        returning keeps_base into base;
      if base <> '{"usd": "1"}' then raise 'overwritten'; end if; end $do$`,
  },
  // The program has no right to these columns at all.
  'holds.guard': { without: GRANT_HOLDS, attack: "update holds set reason_code = 'other'" },
  'holds.guard_rolling': { without: GRANT_HOLDS, attack: 'update holds set rolling_days = 5' },
  'payout_file_lines.guard': { attack: "update payout_file_lines set text = 'other'" },
  'payout_policies.guard': { attack: "update payout_policies set text = 'other' where version = 1" },
  'step_up_factors.guard': { attack: "update step_up_factors set enrolled_at = now() + interval '1 day'" },
  'step_up_challenges.guard': { attack: "update step_up_challenges set root = 'other'" },
  'step_up_uses.guard': {
    attack: "insert into step_up_uses (step_up_proof_id, leaf) values ('sup_prq_1', 'other')",
  },
  'bulk_decision_items.guard': { attack: 'update bulk_decision_items set version = version + 1' },
};

const moves: Guard[] = Object.entries(MOVES).map(([name, { attack, without }]) => {
  const [table = '', trigger = ''] = name.split('.');
  return {
    name: `trigger ${name}`,
    as: 'application',
    ...(without === undefined ? {} : { without }),
    remove: `drop trigger ${trigger} on ${table}`,
    attack: [attack],
  };
});

/** A change of what is paid with its text and hash, as somebody would make it who knows that they are compared. */
const repaid = (column: string, value: string): string => {
  const text = `jsonb_set(payload::jsonb, '{${column}}', '"${value}"')::text`;
  return `update payout_requests set ${column} = '${value}', payload = ${text}, payload_hash = ${HASH(text)}`;
};

/** What a check or a unique index refuses, tried with all triggers off. */
const REFUSED: Record<string, string> = {
  'constraint payout_requests.payout_requests_amount': repaid('amount', '0'),
  'constraint payout_requests.payout_requests_judged_amount':
    'update payout_requests set judged_amount = amount',
  'constraint payout_requests.payout_requests_currency': repaid('currency', 'US'),
  'constraint payout_requests.payout_requests_method': repaid('method', 'x'),
  'constraint payout_requests.payout_requests_approvals': 'update payout_requests set approvals_needed = 0',
  'constraint payout_requests.payout_requests_approver_role':
    "update payout_requests set approver_role = 'x'",
  'constraint payout_requests.payout_requests_asked_by':
    "update payout_requests set origin = 'owner', requested_by_operator_id = 'opr_1'",
  'constraint payout_requests.payout_requests_origin': "update payout_requests set origin = 'x'",
  'constraint payout_requests.payout_requests_payload': `update payout_requests set payload = '{}', payload_hash = ${HASH("'{}'")}`,
  'constraint payout_requests.payout_requests_payload_hash': "update payout_requests set payload_hash = 'x'",
  'constraint payout_requests.payout_requests_route': "update payout_requests set route = 'x'",
  'constraint payout_requests.payout_requests_state':
    "update payout_requests set state = 'x', is_reserved = false",
  'constraint payout_requests.payout_requests_reserved': 'update payout_requests set is_reserved = false',
  'constraint payout_requests.payout_requests_sent_has_payout':
    "update payout_requests set state = 'sent', is_reserved = false",
  'index payout_requests.payout_requests_one_payout': "update payout_requests set payout_id = 'po_x'",
  'constraint payout_allocations.payout_allocations_amount': 'update payout_allocations set amount = 0',
  'constraint payout_approvals.payout_approvals_decision':
    "update payout_approvals set decision = 'x', reason = 'x'",
  'constraint payout_approvals.payout_approvals_reject_reason':
    "update payout_approvals set decision = 'reject'",
  'constraint payout_approvals.payout_approvals_state': "update payout_approvals set state = 'x'",
  'index payout_approvals.payout_approvals_once':
    "update payout_approvals set payout_request_id = 'prq_x', operator_id = 'opr_x'",
  'index payout_approvals.payout_approvals_one_proof':
    "update payout_approvals set payout_request_id = 'prq_x', step_up_proof_id = 'sup_x'",
  'constraint holds.holds_keeps_percent': 'update holds set keeps_percent = 0',
  'constraint holds.holds_released_how': "update holds set state = 'released', released_at = now()",
  'constraint holds.holds_request_whole': "update holds set payout_request_id = 'prq_1'",
  'constraint holds.holds_rolling_days': 'update holds set rolling_days = 0',
  'constraint holds.holds_source': "update holds set source = 'x'",
  'constraint holds.holds_state': "update holds set state = 'x'",
  'constraint payout_cadence_runs.payout_cadence_runs_outcome':
    "update payout_cadence_runs set outcome = 'x'",
  'constraint payout_cadence_runs.payout_cadence_runs_whole': 'update payout_cadence_runs set because = null',
  'constraint payout_cadences.payout_cadences_cadence': "update payout_cadences set cadence = 'x'",
  'constraint payout_cadences.payout_cadences_when': 'update payout_cadences set at_minute = 2000',
  'index payout_files.payout_files_once': "update payout_files set sha256 = 'x'",
  'constraint payout_file_lines.payout_file_lines_outcome':
    "update payout_file_lines set outcome = 'x', payout_request_id = null, decided_by = null, decided_at = null",
  'constraint payout_file_lines.payout_file_lines_whole': 'update payout_file_lines set amount = 0',
  'index payout_file_lines.payout_file_lines_one_request':
    "update payout_file_lines set payout_request_id = 'prq_x'",
  'constraint payout_policies.payout_policies_state':
    "update payout_policies set state = 'x' where version = 2",
  'constraint payout_policies.payout_policies_two_people':
    'update payout_policies set published_by = written_by where version = 1',
  'index payout_policies.payout_policies_one_draft':
    "update payout_policies set state = 'draft', published_by = null, published_at = null",
  'index payout_policies.payout_policies_version': 'update payout_policies set version = 3',
  'constraint step_up_factors.step_up_factors_kind':
    "update step_up_factors set kind = 'x', sealed_secret = null where factor_id = 'fac_1'",
  'constraint step_up_factors.step_up_factors_state': "update step_up_factors set state = 'x'",
  'constraint step_up_factors.step_up_factors_two_people':
    'update step_up_factors set confirmed_by = operator_id',
  'constraint step_up_factors.step_up_factors_whole':
    "update step_up_factors set sealed_secret = null where factor_id = 'fac_1'",
  'index step_up_factors.step_up_factors_credential':
    "update step_up_factors set kind = 'passkey', credential_id = 'c', public_key = 'k', sealed_secret = null",
  'index step_up_factors.step_up_factors_one_totp':
    "update step_up_factors set operator_id = 'opr_1', kind = 'totp', credential_id = null, public_key = null, sealed_secret = 's'",
  'constraint step_up_proofs.step_up_proofs_kind': "update step_up_proofs set kind = 'x'",
  'constraint bulk_decision_items.bulk_decision_items_outcome':
    "update bulk_decision_items set outcome = 'x', ended_at = now()",
  'constraint bulk_decisions.bulk_decisions_decision': "update bulk_decisions set decision = 'x'",
  'constraint bulk_decisions.bulk_decisions_state': "update bulk_decisions set state = 'x'",
  'constraint notifications.notifications_channel': "update notifications set channel = 'x'",
  'constraint notifications.notifications_state': "update notifications set state = 'x'",
  'index notifications.notifications_once': "update notifications set subject = 'x'",
  'constraint notification_endpoints.notification_endpoints_url_form':
    "update notification_endpoints set url = 'ftp://x' where notification_endpoint_id = 'nte_prq_1'",
  'index notification_endpoints.notification_endpoints_url':
    "update notification_endpoints set url = 'https://x.example'",
};

const refused = refusedByShape(REFUSED);

/** Rows that would stand for nothing. */
const REFERENCES: Record<string, Move> = {
  'payout_allocations.payout_allocations_payout_request_id_payout_requests_payout_req': {
    without: 'drop trigger guard_release on payout_allocations',
    attack:
      "update payout_allocations set payout_request_id = 'prq_nobody' where connected_account_id = 'acct_1A'",
  },
  'payout_cadences.payout_cadences_of_enrolled': {
    attack:
      "update payout_cadences set connected_account_id = 'acct_x' where connected_account_id = 'acct_1A'",
  },
  'payout_file_lines.payout_file_lines_of_file': {
    without: 'drop trigger guard on payout_file_lines',
    attack: "update payout_file_lines set payout_file_id = 'pfl_nobody' where payout_file_id = 'pfl_prq_1'",
  },
  'step_up_uses.step_up_uses_step_up_proof_id_step_up_proofs_step_up_proof_id_f': {
    without: 'drop trigger guard on step_up_uses',
    attack: "insert into step_up_uses (step_up_proof_id, leaf) values ('sup_nobody', 'x')",
  },
  'bulk_decision_items.bulk_decision_items_bulk_decision_id_bulk_decisions_bulk_decisi': {
    without: 'drop trigger guard on bulk_decision_items',
    attack:
      "update bulk_decision_items set bulk_decision_id = 'bdc_nobody' where bulk_decision_id = 'bdc_prq_1'",
  },
};

const references: Guard[] = Object.entries(REFERENCES).map(([name, { attack, without }]) => {
  const [table = '', own = ''] = name.split('.');
  return {
    name: `constraint ${name}`,
    as: 'application',
    ...(without === undefined ? {} : { without }),
    remove: `alter table ${table} drop constraint ${own}`,
    attack: [attack],
  };
});

export const PAYOUT_CONTROL_GUARDS: readonly Guard[] = [
  ...appendOnly,
  ...walls,
  ...OWNER_READ_GUARDS,
  ...moves,
  ...refused,
  ...references,
];
