import type { Guard } from './guard-shapes.fixture.ts';

type Case = { without?: string; attack: string };

/** Of each trigger: what only it refuses, once what else would refuse is out of the way; in detail beside the code. */
const TRIGGERS: Record<string, Case> = {
  'payout_attempts.guard_minimum': {
    without: `drop trigger guard on payout_attempts; drop trigger guard_destination on payout_attempts;
      drop trigger guard_kept_share on payout_attempts; update connected_accounts set minimum_balances = '{"usd": 100}'`,
    attack:
      "update payout_attempts set state = 'calling', call_until = now() + interval '1 minute', epoch = 1 where payout_attempt_id = 'pat_1'",
  },
  'step_up_proofs.guard': {
    attack: `insert into step_up_proofs (step_up_proof_id, operator_id, factor_id, kind, purpose, root, expires_at)
      values ('sup_x', 'opr_1', 'fac_1', 'totp', 'x', 'x', now() + interval '1 minute')`,
  },
  'step_up_factors.guard_confirmation_added': {
    attack: `insert into step_up_factors (factor_id, operator_id, kind, name, sealed_secret, state, confirmed_by)
      values ('fac_x', 'opr_x', 'totp', 'x', 's', 'active', 'opr_2')`,
  },
  'step_up_factors.guard_confirmation': {
    attack: "update step_up_factors set state = 'active', confirmed_by = 'opr_2' where factor_id = 'fac_1'",
  },
  'step_up_factors.guard_removal': {
    without: `update step_up_factors set state = 'active', confirmed_by = 'opr_2' where factor_id = 'fac_1'`,
    attack: "update step_up_factors set state = 'removed', removed_by = 'opr_2' where factor_id = 'fac_1'",
  },
  'holds.guard_source': {
    without: "drop trigger guard on holds; update holds set source = 'destination_change'",
    attack: `update holds set state = 'released', released_at = now(), release_reason = 'x', released_by = 'x',
      released_by_source = 'destination_change'; set constraints all immediate`,
  },
  'payout_policies.guard_proof': {
    attack:
      "update payout_policies set state = 'published', published_by = 'opr_2', published_at = now() where version = 2",
  },
  'payout_requests.guard_renewal': {
    without: `drop trigger guard on payout_requests; update payout_requests set state = 'unknown' where payout_request_id = 'prq_1'`,
    attack: "update payout_requests set state = 'approved' where payout_request_id = 'prq_1'",
  },
  'payout_requests.guard_asked_by_hand': {
    without: `drop trigger guard on payout_requests; drop trigger guard_route on payout_requests;
      update payout_requests set requested_by_operator_id = 'opr_1'`,
    attack: "update payout_requests set approvals_needed = 0, route = 'automatic'",
  },
  'dispatch_control.guard_unlock_proof': {
    // Read whole, so that `guard` asks for nobody.
    without: `update dispatch_control set locked_at = now(), locked_because = 'x';
      update dispatch_control set read_whole_at = now() + interval '1 second'`,
    attack: 'update dispatch_control set locked_at = null, locked_because = null',
  },
};

/** One proof for each code and for each answer of a passkey, tried with all triggers off. */
const INDEXES: Record<string, string> = {
  'step_up_proofs.step_up_proofs_one_code': "update step_up_proofs set factor_id = 'fac_1', code_step = 1",
  'step_up_proofs.step_up_proofs_one_answer': `update step_up_proofs set kind = 'passkey', assertion = '{"nonce": "x"}'`,
};

/** Who was there: what the program's own role cannot write without somebody having proven to be there. */
export const PROOF_GUARDS: readonly Guard[] = [
  ...Object.entries(TRIGGERS).map(([name, { without, attack }]): Guard => {
    const [table = '', trigger = ''] = name.split('.');
    return {
      name: `trigger ${name}`,
      as: 'application',
      ...(without === undefined ? {} : { without }),
      remove: `drop trigger ${trigger} on ${table}`,
      attack: [attack],
    };
  }),
  ...Object.entries(INDEXES).map(([name, attack]): Guard => ({
    name: `index ${name}`,
    as: 'owner',
    without: 'set local session_replication_role = replica',
    remove: `drop index ${name.split('.')[1] ?? ''}`,
    attack: [attack],
  })),
];
