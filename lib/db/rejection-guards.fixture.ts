import type postgres from 'postgres';
import type { Guard } from './guard-shapes.fixture.ts';

const TABLE = 'account_rejections';

/** A wish that Ines has, and one on which two people agreed; put there with all triggers off. */
export async function seedRejections(tx: postgres.TransactionSql): Promise<void> {
  await tx`
    insert into operators (operator_id, email, name, role) values ('opr_rej1', 'rej1@x.example', 'One', 'risk_reviewer'),
      ('opr_rej2', 'rej2@x.example', 'Two', 'administrator'), ('opr_rej3', 'rej3@x.example', 'Three', 'finance_operator')`;
  await tx`
    insert into account_rejections (account_rejection_id, connected_account_id, act, reason_code, reviewer_text, asked_by)
    values ('rej_a', 'acct_1A', 'reject', 'other', 'x', 'opr_rej1')`;
  await tx`
    insert into account_rejections (account_rejection_id, connected_account_id, act, reviewer_text, asked_by, state, decided_by, decided_at)
    values ('rej_b', 'acct_1B', 'unreject', 'x', 'opr_rej1', 'confirmed', 'opr_rej2', now())`;
}

const CONFIRM =
  "state = 'confirmed', decided_by = 'opr_rej2', decided_at = now() where account_rejection_id = 'rej_a'";

/** What the program's own role could write of rejections by hand, were there no trigger. */
const BY_HAND: Record<string, string> = {
  'begins agreed on': `insert into account_rejections (account_rejection_id, connected_account_id, act, reviewer_text, asked_by, state, decided_by, decided_at)
    values ('rej_x', 'acct_1C', 'unreject', 'x', 'opr_rej1', 'confirmed', 'opr_rej2', now())`,
  'asked for by who may not': `insert into account_rejections (account_rejection_id, connected_account_id, act, reviewer_text, asked_by)
    values ('rej_x', 'acct_1C', 'unreject', 'x', 'opr_rej3')`,
  'confirmed without a proof': `update account_rejections set ${CONFIRM}`,
  'over before two agreed':
    "update account_rejections set state = 'done', decided_by = 'opr_rej2', decided_at = now(), ended_at = now() where account_rejection_id = 'rej_a'",
  'another confirmed it':
    "update account_rejections set decided_by = 'opr_rej3' where account_rejection_id = 'rej_b'",
  'told fewer times': "update account_rejections set calls = -1 where account_rejection_id = 'rej_b'",
};

const behaviours: Guard[] = Object.entries(BY_HAND).map(([name, attack]) => ({
  name: `trigger ${TABLE}.guard (${name})`,
  as: 'application',
  remove: `drop trigger guard on ${TABLE}`,
  attack: [attack],
}));

/** What a constraint refuses, tried with all triggers off. */
const CONSTRAINTS: Record<string, string> = {
  account_rejections_act: "update account_rejections set act = 'x' where account_rejection_id = 'rej_b'",
  account_rejections_reason: "update account_rejections set reason_code = 'x'",
  account_rejections_state: "update account_rejections set state = 'x' where account_rejection_id = 'rej_b'",
  account_rejections_decided: 'update account_rejections set ended_at = now()',
  account_rejections_two:
    "update account_rejections set asked_by = decided_by where account_rejection_id = 'rej_b'",
};

/** Rejections of connected accounts, and how they come to count. */
export const REJECTION_GUARDS: readonly Guard[] = [
  { ...behaviours[0], name: `trigger ${TABLE}.guard` } as Guard,
  ...behaviours,
  {
    name: `trigger ${TABLE}.guard_hands`,
    as: 'application',
    without: `drop trigger guard on ${TABLE};
      insert into operator_invitations (token_hash, operator_id, created_by, expires_at) values ('rej', 'opr_rej1', 'opr_rej2', now())`,
    remove: `drop trigger guard_hands on ${TABLE}`,
    attack: [`update account_rejections set ${CONFIRM}`],
  },
  ...(
    [
      ['', ''],
      [
        ' (of one currency)',
        `insert into holds (hold_id, connected_account_id, currency, source, reason_code, reviewer_text, owner_text, evidence, placed_by, review_by)
         values ('hld_rej', 'acct_1C', 'usd', 'operator', 'account_rejected', 'x', 'x', '{}', 'opr_rej1', now() + interval '1 day')`,
      ],
    ] as const
  ).map(([name, held]): Guard => ({
    name: `trigger ${TABLE}.guard_holds${name}`,
    as: 'application',
    ...(held === '' ? {} : { without: held }),
    remove: `drop trigger guard_holds on ${TABLE}`,
    attack: [
      `insert into account_rejections (account_rejection_id, connected_account_id, act, reason_code, reviewer_text, asked_by)
         values ('rej_x', 'acct_1C', 'reject', 'other', 'x', 'opr_rej1')`,
      'set constraints all immediate',
      'do $do$ begin end $do$',
    ],
  })),
  {
    name: `index ${TABLE}.account_rejections_one_open`,
    as: 'application',
    remove: 'drop index account_rejections_one_open',
    attack: [
      `insert into account_rejections (account_rejection_id, connected_account_id, act, reviewer_text, asked_by)
       values ('rej_x', 'acct_1A', 'unreject', 'x', 'opr_rej1')`,
    ],
  },
  {
    name: `no grant of update of reason_code on ${TABLE}`,
    as: 'application',
    without: `drop trigger guard on ${TABLE}`,
    remove: `grant update on ${TABLE} to sluice_app`,
    attack: ["update account_rejections set reason_code = 'credit' where account_rejection_id = 'rej_a'"],
  },
  {
    name: `row security of ${TABLE}`,
    as: 'holder of acct_1A',
    without: `grant select on ${TABLE} to sluice_account_holder`,
    remove: `alter table ${TABLE} disable row level security`,
    attack: [
      `do $do$ begin if not exists (select from ${TABLE}) then raise exception 'nothing for holders'; end if; end $do$`,
    ],
  },
  {
    name: `trigger ${TABLE}.append_only`,
    as: 'owner',
    remove: `drop trigger append_only on ${TABLE}`,
    attack: [`delete from ${TABLE}`],
  },
  {
    name: `trigger ${TABLE}.append_only_truncate`,
    as: 'owner',
    remove: `drop trigger append_only_truncate on ${TABLE}`,
    attack: [`truncate ${TABLE}`],
  },
  ...Object.entries(CONSTRAINTS).map(([name, attack]): Guard => ({
    name: `constraint ${TABLE}.${name}`,
    as: 'owner',
    without: 'set local session_replication_role = replica',
    remove: `alter table ${TABLE} drop constraint ${name}`,
    attack: [attack],
  })),
];
