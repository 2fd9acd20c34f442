import type { Guard } from './guard-shapes.fixture.ts';

/** Fails, as a refused attack does, when the condition is true. */
const failWhen = (condition: string): string =>
  `do $do$ begin if ${condition} then raise exception 'the guard did its work'; end if; end $do$`;

/** Long before anything that the database holds. */
const THEN = '2001-01-01';

const kept = (table: string, column: string): string =>
  failWhen(`not exists (select from ${table} where ${column} = '${THEN}')`);

/** A bypass that has ended; written down with all triggers off. */
const HAS_ENDED = `set local session_replication_role = replica;
  update bypasses set state = 'ended', ended_at = now(), not_undone = 'x' where subject = 'po_1';
  set local session_replication_role = origin`;

/** The first request leaves by a policy alone, and pays what somebody has rejected since it was taken to be sent. */
const REJECTED_SINCE = `drop trigger guard on payout_attempts; drop trigger guard_destination on payout_attempts;
  drop trigger guard_kept_share on payout_attempts; drop trigger guard_minimum on payout_attempts;
  set local session_replication_role = replica;
  update payout_requests set approvals_needed = 0, route = 'automatic' where payout_request_id = 'prq_1';
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

const version = (table: string, id: string): readonly string[] => [
  `insert into ${table} (${id}, version, text, state, written_by) values ('x_last', 2147483647, 'x', 'draft', 'opr_1')`,
];

const REFUSED: Readonly<Record<string, { without?: string; attack: readonly string[] }>> = {
  'payout_approvals.keep_moment': {
    attack: [
      `insert into payout_approvals (payout_approval_id, payout_request_id, connected_account_id, decision, payload_hash, preview_hash,
         request_version, operator_id, operator_role, reason, decided_at)
       select 'pap_x', payout_request_id, connected_account_id, 'reject', payload_hash, 'x', version, 'opr_x', 'administrator', 'x', '${THEN}'
       from payout_requests where payout_request_id = 'prq_1'`,
      kept('payout_approvals', 'decided_at'),
    ],
  },
  'kill_switches.keep_moment': {
    attack: [
      `insert into kill_switches (kill_switch_id, scope, reason, state, epoch, engaged_by, is_drill, pressed_at)
       values ('ksw_x', 'everything', 'x', 'engaging', 0, 'opr_1', true, '${THEN}')`,
      kept('kill_switches', 'pressed_at'),
    ],
  },
  'holds.keep_moment': {
    attack: [
      `insert into holds (hold_id, connected_account_id, source, reason_code, reviewer_text, owner_text, evidence, placed_by, review_by, placed_at)
       values ('hld_x', 'acct_1A', 'operator', 'x', 'x', 'x', '{}', 'x', now(), '${THEN}')`,
      kept('holds', 'placed_at'),
    ],
  },
  'payout_accounts.keep_moment': {
    attack: [
      `insert into payout_accounts (connected_account_id, enrolled_by, enrolled_at) values ('acct_1X', 'opr_1', '${THEN}')`,
      kept('payout_accounts', 'enrolled_at'),
    ],
  },
  'external_accounts.keep_moment': {
    attack: [
      `insert into external_accounts select (jsonb_populate_record(row, '{"external_account_id": "ba_x", "first_seen_at": "${THEN}"}')).*
       from external_accounts as row where connected_account_id = 'acct_1A'`,
      kept('external_accounts', 'first_seen_at'),
    ],
  },
  'risk_verdicts.keep_moment': {
    attack: [
      `insert into risk_verdicts select (jsonb_populate_record(row, '{"risk_verdict_id": "rvd_x", "given_at": "${THEN}"}')).*
       from risk_verdicts as row limit 1`,
      kept('risk_verdicts', 'given_at'),
    ],
  },
  'payout_policies.guard_version': {
    without: 'drop index payout_policies_one_draft',
    attack: version('payout_policies', 'policy_version_id'),
  },
  'risk_rule_versions.guard_version': {
    without: 'drop index risk_rule_versions_one_draft',
    attack: version('risk_rule_versions', 'risk_rule_version_id'),
  },
  'payout_attempts.guard_number': {
    without: 'drop trigger guard on payout_attempts; drop index payout_attempts_one_live',
    attack: [
      `insert into payout_attempts (payout_attempt_id, payout_request_id, connected_account_id, attempt_number, idempotency_key,
         payload_hash, state, claimed_by, claimed_until)
       values ('pat_x', 'prq_1', 'acct_1A', -1, 'prq_1/x', 'x', 'claimed', 'x', now())`,
    ],
  },
  'payout_attempts.guard_rejected_call': {
    without: REJECTED_SINCE,
    attack: [
      "update payout_attempts set state = 'calling', call_until = now() + interval '1 minute', epoch = 1 where payout_attempt_id = 'pat_1'",
    ],
  },
  'bypasses.guard': {
    without: HAS_ENDED,
    attack: ["update bypasses set undone = 'all of it' where subject = 'po_1'"],
  },
  'bypasses.guard_end': {
    attack: [
      "update bypasses set state = 'ended', ended_at = now(), not_undone = 'x' where subject = 'po_1'",
      'set constraints all immediate',
      'do $do$ begin end $do$',
    ],
  },
};

/** Columns of the last line of a history that the program may not write. */
const LINE: Readonly<Record<string, string>> = {
  external_account_change_id: '9223372036854775807',
  seen_at: "'infinity'",
};

/** Numbers and moments that the database gives, and what it calls over: docs/decisions/0050-numbers-and-times-of-the-database.md */
export const GIVEN_GUARDS: readonly Guard[] = [
  ...Object.entries(REFUSED).map(([name, { without, attack }]): Guard => {
    const [table = '', trigger = ''] = name.split('.');
    return {
      name: `trigger ${name}`,
      as: 'application',
      ...(without === undefined ? {} : { without }),
      remove: `drop trigger ${trigger} on ${table}`,
      attack,
    };
  }),
  ...Object.entries(LINE).map(([column, value]): Guard => ({
    name: `right to write ${column} of external_account_changes`,
    as: 'application',
    remove: `grant insert (${column}) on external_account_changes to sluice_app`,
    attack: [
      `insert into external_account_changes (${column}, connected_account_id, external_account_id, change) overriding system value
       values (${value}, 'acct_1A', 'ba_x', 'removed')`,
    ],
  })),
  {
    name: 'right to rewrite what was seen of bypasses',
    as: 'application',
    without: 'drop trigger guard on bypasses',
    remove: 'grant update (seen) on bypasses to sluice_app',
    attack: ["update bypasses set seen = 'nothing'"],
  },
];
