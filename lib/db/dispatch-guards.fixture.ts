import type postgres from 'postgres';
import {
  dropTruncateTriggers,
  hiddenFromHolders,
  refusedByShape,
  type Guard,
} from './guard-shapes.fixture.ts';

const TABLES = [
  'payout_attempts',
  'kill_switches',
  'kill_switch_steps',
  'dispatch_control',
  'bypasses',
] as const;

const STEPS_REFERENCE = 'kill_switch_steps_kill_switch_id_kill_switches_kill_switch_id_f';

/** What refers to a table would refuse its rows to go, too. */
const WITHOUT_REFERENCE: Partial<Record<(typeof TABLES)[number], string>> = {
  kill_switches: `alter table kill_switch_steps drop constraint ${STEPS_REFERENCE}`,
};

/** Two rows of each, of two accounts, one of them past its end; put there with all triggers off. */
export async function seedDispatchTables(tx: postgres.TransactionSql): Promise<void> {
  await tx`
    insert into payout_attempts (payout_attempt_id, payout_request_id, connected_account_id, attempt_number, idempotency_key,
      payload_hash, state, claimed_by, claimed_until)
    values ('pat_1', 'prq_1', 'acct_1A', 1, 'prq_1/1', 'x', 'claimed', 'x', now()),
           ('pat_2', 'prq_2', 'acct_1B', 2, 'prq_2/2', 'x', 'refused', 'x', now())`;
  await tx`
    insert into kill_switches (kill_switch_id, scope, reason, state, epoch, engaged_by)
    values ('ksw_1', 'everything', 'x', 'engaged', 1, 'opr_1')`;
  await tx`
    insert into kill_switch_steps (kill_switch_id, connected_account_id, step, exposed, currency)
    values ('ksw_1', 'acct_1A', 'lock', 1, 'usd'), ('ksw_1', 'acct_1B', 'lock', 1, 'usd')`;
  await tx`
    insert into kill_switches (kill_switch_id, scope, scope_value, reason, state, epoch, engaged_by, step_up_proof_id)
    values ('ksw_2', 'currency', 'usd', 'x', 'engaged', 1, 'opr_1', 'stp_press'), ('ksw_3', 'currency', 'eur', 'x', 'engaged', 1, 'opr_1', null)`;
  await tx`
    insert into bypasses (kind, connected_account_id, subject, seen)
    values ('payout', 'acct_1A', 'po_1', 'x'), ('payout', 'acct_1A', 'po_2', 'x')`;
}

const appendOnly: Guard[] = TABLES.flatMap((table): Guard[] => {
  const without = WITHOUT_REFERENCE[table];
  const guard = { as: 'owner', ...(without === undefined ? {} : { without }) } as const;
  return [
    {
      ...guard,
      name: `trigger ${table}.append_only (delete)`,
      remove: `drop trigger append_only on ${table}`,
      attack: [`delete from ${table}`],
    },
    {
      ...guard,
      name: `trigger ${table}.append_only_truncate`,
      remove: dropTruncateTriggers(table),
      attack: [`truncate ${table}`],
    },
  ];
});

/** What the moves refuse in all their detail is tried in lib/payouts/dispatch; here, that the trigger is what refuses. */
const MOVES: Record<string, string> = {
  payout_attempts: "update payout_attempts set idempotency_key = idempotency_key || 'x'",
  kill_switches: "update kill_switches set reason = 'other'",
  dispatch_control: 'update dispatch_control set epoch = epoch - 1',
};

const moves: Guard[] = Object.entries(MOVES).map(([table, attack]) => ({
  name: `trigger ${table}.guard`,
  as: 'application',
  remove: `drop trigger guard on ${table}`,
  attack: [attack],
}));

const proofs: Guard[] = [
  {
    name: 'trigger kill_switches.guard_proof',
    as: 'application',
    remove: 'drop trigger guard_proof on kill_switches',
    attack: [
      `insert into kill_switches (kill_switch_id, scope, reason, state, epoch, engaged_by)
       values ('ksw_x', 'everything', 'x', 'engaging', 0, 'opr_1')`,
    ],
  },
];

/** What a check or a unique index refuses, tried with all triggers off. */
const REFUSED: Record<string, string> = {
  'constraint payout_attempts.payout_attempts_state': "update payout_attempts set state = 'x'",
  'constraint payout_attempts.payout_attempts_calling_until': "update payout_attempts set state = 'calling'",
  'constraint payout_attempts.payout_attempts_has_payout':
    'update payout_attempts set payout_id = payout_attempt_id',
  'constraint payout_attempts.payout_attempts_absent_proven': "update payout_attempts set state = 'absent'",
  'index payout_attempts.payout_attempts_number':
    "update payout_attempts set payout_request_id = 'prq_x', attempt_number = 1",
  'index payout_attempts.payout_attempts_key':
    "update payout_attempts set idempotency_key = 'x', first_called_at = now()",
  'index payout_attempts.payout_attempts_one_live':
    "update payout_attempts set payout_request_id = 'prq_x', state = 'claimed'",
  'index payout_attempts.payout_attempts_one_call':
    "update payout_attempts set connected_account_id = 'acct_1A', state = 'calling', call_until = now(), epoch = 1",
  'index payout_attempts.payout_attempts_one_payout':
    "update payout_attempts set payout_id = 'po_x', state = 'accepted'",
  'constraint kill_switches.kill_switches_scope': "update kill_switches set scope = 'x'",
  'constraint kill_switches.kill_switches_state': "update kill_switches set state = 'x'",
  'constraint kill_switches.kill_switches_two_people':
    "update kill_switches set state = 'released', released_at = now(), release_asked_by = 'opr_1', released_by = 'opr_1'",
  'index kill_switches.kill_switches_one_proof':
    "update kill_switches set step_up_proof_id = 'stp_press' where kill_switch_id = 'ksw_3'",
  'constraint bypasses.bypasses_kind': "update bypasses set kind = 'x'",
  'constraint bypasses.bypasses_state': "update bypasses set state = 'ended'",
  'constraint bypasses.bypasses_cancel': 'update bypasses set cancel_asks = 1',
  'index bypasses.bypasses_once': "update bypasses set subject = 'po_1'",
  'index bypasses.bypasses_one_forgotten': "update bypasses set payout_request_id = 'prq_x'",
  'constraint dispatch_control.dispatch_control_one': 'update dispatch_control set one = 2',
  'constraint dispatch_control.dispatch_control_locked': 'update dispatch_control set locked_at = now()',
  'constraint dispatch_control.dispatch_control_failed':
    'update dispatch_control set reading_failed_again_at = now()',
};

const refused = refusedByShape(REFUSED);

const REQUEST_REFERENCE = 'payout_attempts_payout_request_id_payout_requests_payout_reques';

const references: Guard[] = [
  {
    name: `constraint payout_attempts.${REQUEST_REFERENCE}`,
    as: 'application',
    without: 'drop trigger guard on payout_attempts',
    remove: `alter table payout_attempts drop constraint ${REQUEST_REFERENCE}`,
    attack: [`update payout_attempts set payout_request_id = payout_request_id || 'x'`],
  },
  {
    name: `constraint kill_switch_steps.${STEPS_REFERENCE}`,
    as: 'owner',
    remove: `alter table kill_switch_steps drop constraint ${STEPS_REFERENCE}`,
    attack: [`update kill_switch_steps set kill_switch_id = 'ksw_nobody'`],
  },
];

const walls = TABLES.map(hiddenFromHolders);

/** Attempts, the kill switch and the gate of every money call. */
export const DISPATCH_GUARDS: readonly Guard[] = [
  ...appendOnly,
  ...moves,
  ...proofs,
  ...refused,
  ...references,
  ...walls,
];
