import type { Guard } from './guard-shapes.fixture.ts';

/** Asked for and agreed to by two people who do not exist, in two steps. */
const GHOSTS_RELEASE_A_SWITCH = [
  `update kill_switches set state = 'release_asked', release_asked_by = 'ghost1', release_asked_at = now(), release_reason = 'x'
   where kill_switch_id = 'ksw_3'`,
  `update kill_switches set state = 'released', released_by = 'ghost2', released_at = now() where kill_switch_id = 'ksw_3'`,
];

const GHOSTS_RELEASE_HOLDS = [
  `update holds set state = 'released', released_at = now(), release_reason = 'x', release_asked_by = 'ghost1',
     release_asked_at = now(), released_by = 'ghost2'`,
];

/** An attempt whose call is under way for another minute. */
const IS_CALLING = `set local session_replication_role = replica;
  update payout_attempts set state = 'calling', call_until = now() + interval '1 minute', epoch = 1 where payout_attempt_id = 'pat_1';
  set local session_replication_role = origin`;

/** The first request names a policy that asks for three people, and two of them. */
const OF_A_POLICY = `set local session_replication_role = replica;
  update payout_policies set text = 'hold for 3 approvals' where policy_version_id = 'ppv_2';
  update payout_requests set policy_version_id = 'ppv_2' where payout_request_id = 'prq_1';
  set local session_replication_role = origin`;

/** The first request, and not its account. */
const IS_HELD = `set local session_replication_role = replica;
  insert into holds (hold_id, connected_account_id, payout_request_id, source, reason_code, reviewer_text, owner_text, evidence, placed_by,
    review_by)
  values ('hld_x', 'acct_1A', 'prq_1', 'operator', 'x', 'x', 'x', '{}', 'x', now());
  set local session_replication_role = origin`;

/** The first request leaves by a policy alone, and pays what somebody had rejected. */
const WAS_REJECTED = `set local session_replication_role = replica;
  update payout_requests set approvals_needed = 0, route = 'automatic', requested_at = now() where payout_request_id = 'prq_1';
  insert into payout_requests
    select (jsonb_populate_record(request, jsonb_build_object('payout_request_id', 'prq_no', 'state', 'rejected', 'is_reserved', false,
      'payload', text, 'payload_hash', encode(sha256(convert_to(text, 'UTF8')), 'hex')))).*
    from payout_requests as request, jsonb_set(payload::jsonb, '{payout_request_id}', '"prq_no"') as changed, cast(changed as text) as text
    where payout_request_id = 'prq_1';
  insert into payout_allocations (payout_request_id, reservation_number, balance_transaction_id, occurred_at, connected_account_id, amount)
    values ('prq_no', 1, 'txn_x', now(), 'acct_1A', 1);
  insert into payout_approvals (payout_approval_id, payout_request_id, connected_account_id, decision, payload_hash, preview_hash,
      request_version, operator_id, operator_role, reason)
    values ('pap_no', 'prq_no', 'acct_1A', 'reject', 'x', 'x', 1, 'opr_x', 'administrator', 'x');
  set local session_replication_role = origin`;

/** Its ninth claim, whose number an attempt has. */
const NINTH = "update payout_requests set attempt_count = 9 where payout_request_id = 'prq_1'";

/** Takes the first request, to send it. */
const ATTEMPT = `insert into payout_attempts (payout_attempt_id, payout_request_id, connected_account_id, attempt_number, idempotency_key,
    payload_hash, state, claimed_by, claimed_until)
  values ('pat_x', 'prq_1', 'acct_1A', 9, 'prq_1/9', 'x', 'claimed', 'x', now())`;

/** What of a hold the program writes once, when it is placed. */
const WRITTEN_ONCE = ["evidence = '{}'", "owner_operator_id = 'x1'"];

/** Of each trigger: what else refuses the same, and what only it refuses; in detail in lib/holds and lib/payouts/requests. */
const REFUSED: Record<string, { other?: string; without?: string; attack: readonly string[] }> = {
  'holds.guard_release': { other: 'guard_release_proof', attack: GHOSTS_RELEASE_HOLDS },
  'holds.guard_release_proof': { other: 'guard_release', attack: GHOSTS_RELEASE_HOLDS },
  'kill_switches.guard_release': { other: 'guard_release_proof', attack: GHOSTS_RELEASE_A_SWITCH },
  'kill_switches.guard_release_proof': { other: 'guard_release', attack: GHOSTS_RELEASE_A_SWITCH },
  'payout_requests.guard_route': {
    attack: [
      `update payout_requests set approvals_needed = 0, route = 'automatic', version = version + 1
       where payout_request_id = 'prq_1'`,
    ],
  },
  'payout_attempts.guard_times': {
    without: IS_CALLING,
    attack: ["update payout_attempts set call_until = now() where payout_attempt_id = 'pat_1'"],
  },
  'connected_accounts.guard_identity': {
    without: "update connected_accounts set country = 'DE'",
    attack: ["update connected_accounts set country = 'XX'"],
  },
  'payout_accounts.guard_identity': { attack: ['update payout_accounts set enrolled_at = now()'] },
  'payout_requests.guard_wait': {
    without: "update payout_requests set waits_until = now() + interval '1 day'",
    attack: ['update payout_requests set waits_until = null'],
  },
  'payout_attempts.guard_wait': {
    without: `drop trigger guard on payout_attempts; drop index payout_attempts_one_live; ${NINTH};
      update payout_requests set waits_until = now() + interval '1 day' where payout_request_id = 'prq_1'`,
    attack: [ATTEMPT],
  },
  'payout_attempts.guard_spent_key': {
    without: 'drop trigger guard on payout_attempts',
    attack: [
      "update payout_attempts set state = 'absent', absent_since = now() where payout_attempt_id = 'pat_1'",
    ],
  },
  'payout_attempts.guard_read_since_earlier': {
    without: `drop trigger guard on payout_attempts; drop trigger guard_wait on payout_attempts;
      drop trigger guard_destination on payout_attempts; drop trigger guard_kept_share on payout_attempts;
      drop trigger guard_minimum on payout_attempts; drop index payout_attempts_one_live;
      update payout_attempts set first_called_at = now() where payout_attempt_id = 'pat_1';
      insert into payout_attempts (payout_attempt_id, payout_request_id, connected_account_id, attempt_number, idempotency_key,
        payload_hash, state, claimed_by, claimed_until)
      values ('pat_x', 'prq_1', 'acct_1A', 9, 'prq_1/9', 'x', 'claimed', 'x', now())`,
    attack: [
      "update payout_attempts set state = 'calling', call_until = now() + interval '1 minute', epoch = 1 where payout_attempt_id = 'pat_x'",
    ],
  },
  'payout_requests.guard_reopened': {
    attack: ["update payout_requests set reopened_by_operator_id = 'opr_x'"],
  },
  'payout_requests.guard_returned': {
    without: 'drop trigger guard on payout_requests; drop trigger guard_sent on payout_requests',
    attack: [
      `update payout_requests set state = 'returned', is_reserved = false, payout_id = 'po_x'
       where payout_request_id = 'prq_1'`,
    ],
  },
  'payout_attempts.guard_returned': {
    other: 'guard',
    attack: [
      "update payout_attempts set state = 'returned', payout_id = 'po_x' where payout_attempt_id = 'pat_1'",
    ],
  },
  'payout_approvals.guard_maker': {
    without: `drop trigger guard on payout_approvals; drop trigger guard_proof on payout_approvals;
      drop trigger guard_reopened on payout_requests; update payout_requests set reopened_by_operator_id = 'opr_x'`,
    attack: [
      `insert into payout_approvals (payout_approval_id, payout_request_id, connected_account_id, decision, payload_hash,
         preview_hash, request_version, operator_id, operator_role)
       values ('pap_x', 'prq_1', 'acct_1A', 'approve', 'x', 'x', 1, 'opr_x', 'administrator')`,
    ],
  },
  'payout_requests.guard_held_end': {
    without: IS_HELD,
    attack: [
      "update payout_requests set state = 'cancelled', is_reserved = false where payout_request_id = 'prq_1'",
    ],
  },
  'payout_requests.guard_held_part': {
    without: IS_HELD,
    attack: [
      `update payout_requests set amount = 99, judged_amount = 100, payload = text, version = version + 1,
         payload_hash = encode(sha256(convert_to(text, 'UTF8')), 'hex')
       from (select jsonb_set(payload::jsonb, '{amount}', '"99"')::text as text from payout_requests where payout_request_id = 'prq_1') as less
       where payout_request_id = 'prq_1'`,
    ],
  },
  'payout_attempts.guard_rejected': {
    without: `drop trigger guard on payout_attempts; drop index payout_attempts_one_live; ${NINTH}; ${WAS_REJECTED}`,
    attack: [ATTEMPT],
  },
  'holds.guard_review': { attack: ["update holds set review_by = review_by + interval '1 day'"] },
  'holds.guard_first_review': {
    attack: [
      `insert into holds (hold_id, connected_account_id, source, reason_code, reviewer_text, owner_text, evidence, placed_by, review_by)
       values ('hld_x', 'acct_1A', 'operator', 'x', 'x', 'x', '{}', 'x', 'infinity')`,
    ],
  },
  'holds.guard_escalation': {
    attack: [
      'update holds set escalated_at = now()',
      'set constraints all immediate',
      'do $do$ begin end $do$',
    ],
  },
  'dispatch_control.guard_reading': {
    without: "update dispatch_control set locked_at = now(), locked_because = 'x'",
    attack: ["update dispatch_control set read_whole_at = clock_timestamp() + interval '1 second'"],
  },
  'payout_accounts.guard_payouts_read': {
    attack: ["update payout_accounts set payouts_read_at = 'infinity'"],
  },
  'dispatch_control.guard_cluster': { attack: ["update dispatch_control set cluster = 'another/1'"] },
  'payout_requests.guard_policy_lines': {
    without: `drop trigger guard_route on payout_requests; ${OF_A_POLICY}`,
    attack: [
      "update payout_requests set approvals_needed = 2, version = version + 1 where payout_request_id = 'prq_1'",
    ],
  },
  'payout_requests.guard_policy_lines_added': {
    without: `drop trigger guard_route on payout_requests; ${OF_A_POLICY}`,
    attack: [
      `insert into payout_requests
       select (jsonb_populate_record(request, jsonb_build_object('payout_request_id', 'prq_x', 'payload', text,
         'payload_hash', encode(sha256(convert_to(text, 'UTF8')), 'hex')))).*
       from payout_requests as request, jsonb_set(payload::jsonb, '{payout_request_id}', '"prq_x"') as changed, cast(changed as text) as text
       where payout_request_id = 'prq_1'`,
    ],
  },
  'payout_requests.guard_move': {
    attack: ["update payout_requests set state = 'approved' where payout_request_id = 'prq_1'"],
  },
  'payout_requests.guard_claim': {
    without:
      "update payout_requests set state = 'approved', attempt_count = 7 where payout_request_id = 'prq_1'",
    attack: [
      "update payout_requests set state = 'dispatching', attempt_count = 8 where payout_request_id = 'prq_1'",
      'set constraints all immediate',
      'do $do$ begin end $do$',
    ],
  },
  'payout_requests.guard_sent': {
    other: 'guard',
    attack: [
      `update payout_requests set state = 'sent', is_reserved = false, payout_id = 'po_x'
       where payout_request_id = 'prq_1'`,
    ],
  },
};

const TRIGGERS: readonly Guard[] = Object.entries(REFUSED).map(([name, { other, without, attack }]) => {
  const [table = '', trigger = ''] = name.split('.');
  return {
    name: `trigger ${name}`,
    as: 'application',
    ...(other === undefined ? {} : { without: `drop trigger ${other} on ${table}` }),
    ...(without === undefined ? {} : { without }),
    remove: `drop trigger ${trigger} on ${table}`,
    attack: [...attack],
  };
});

/** What the program's own role could write past the verbs: releases by nobody, payouts that nobody approved or sent. */
export const RAW_WRITE_GUARDS: readonly Guard[] = [
  ...TRIGGERS,
  ...WRITTEN_ONCE.map((set): Guard => ({
    name: `right to rewrite of a hold ${set}`,
    as: 'application',
    remove: 'grant update on holds to sluice_app',
    attack: [`update holds set ${set}`],
  })),
];
