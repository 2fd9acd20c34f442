import { keptForever, type Guard } from './guard-shapes.fixture.ts';

/** Deferred guards look now; the last statement of an attack has to count as done. */
const AT_COMMIT = ['set constraints all immediate', 'do $do$ begin end $do$'] as const;

/** Fails, as a refused attack does, when the condition is true. */
const failWhen = (condition: string): string =>
  `do $do$ begin if ${condition} then raise exception 'the guard did its work'; end if; end $do$`;

const STEP = `update kill_switch_steps set tries = tries + 1, state = 'done', ended_at = clock_timestamp() where connected_account_id = 'acct_1A'`;

/** The program's own role against what tells people that something is wrong, by `table.trigger`. */
const REFUSED: Readonly<Record<string, readonly string[]>> = {
  'alarms.guard': ['update alarms set occurrences = occurrences - 1'],
  'alarms.guard_end': ['update alarms set closed_at = clock_timestamp()', ...AT_COMMIT],
  'alarms.keep_text': [
    "update alarms set text = 'all is well'",
    failWhen('exists (select from alarm_texts where alarm_text_id > 2)'),
  ],
  'kill_switch_steps.guard': ['update kill_switch_steps set tries = 32767'],
  'kill_switch_steps.guard_end': [STEP, ...AT_COMMIT],
  'kill_switch_steps.guard_new': [
    `insert into kill_switch_steps (kill_switch_id, connected_account_id, step, state, exposed, currency, ended_at)
     values ('ksw_2', 'acct_1A', 'read_back', 'done', 1, 'usd', now())`,
  ],
  'stripe_events.guard': ["update stripe_events set state = 'processed', processed_at = now()", ...AT_COMMIT],
  'payout_attempts.guard_look_up': [
    "update payout_attempts set looked_up_at = 'infinity' where payout_attempt_id = 'pat_1'",
  ],
};

const BEGUN_LOOKED_UP = `insert into payout_attempts (payout_attempt_id, payout_request_id, connected_account_id, attempt_number,
    idempotency_key, payload_hash, state, claimed_by, claimed_until, looked_up_at)
  values ('pat_x', 'prq_1', 'acct_1A', 7, 'prq_1/7', 'x', 'claimed', 'x', now(), 'infinity')`;

/** Columns that the program may not write, with a value of its own choosing. */
const RIGHTS: readonly (readonly [table: string, right: string, without: string, attack: string])[] = [
  [
    'alarms',
    'update (raised_at)',
    'drop trigger guard on alarms',
    "update alarms set raised_at = '2001-01-01'",
  ],
  ['alarms', 'update (subject)', 'drop trigger guard on alarms', "update alarms set subject = 'another'"],
  [
    'alarms',
    'insert (closed_at)',
    'drop trigger guard on alarms',
    "insert into alarms (kind, subject, text, closed_at) values ('x', 'another', 'x', now())",
  ],
  [
    'kill_switch_steps',
    'update (balances)',
    'drop trigger guard on kill_switch_steps',
    "update kill_switch_steps set balances = '[]'",
  ],
  [
    'kill_switch_steps',
    'insert (tries)',
    'drop trigger guard_new on kill_switch_steps',
    `insert into kill_switch_steps (kill_switch_id, connected_account_id, step, exposed, currency, tries)
     values ('ksw_2', 'acct_1A', 'read_back', 1, 'usd', 5)`,
  ],
  [
    'alarm_texts',
    'insert',
    'drop trigger append_only on alarm_texts',
    "insert into alarm_texts (alarm_id, text) values (1, 'made up')",
  ],
];

/** What says that something is over: docs/decisions/0055-what-says-it-is-over.md */
export const OVER_GUARDS: readonly Guard[] = [
  ...keptForever('alarm_texts', "text = 'other'"),
  ...Object.entries(REFUSED).map(([name, attack]): Guard => {
    const [table = '', trigger = ''] = name.split('.');
    return {
      name: `trigger ${name}`,
      as: 'application',
      remove: `drop trigger ${trigger} on ${table}`,
      attack,
    };
  }),
  {
    name: 'trigger payout_attempts.guard_new_look_up',
    as: 'application',
    without: `drop trigger guard on payout_attempts; drop trigger guard_number on payout_attempts; drop index payout_attempts_one_live`,
    remove: 'drop trigger guard_new_look_up on payout_attempts',
    attack: [BEGUN_LOOKED_UP],
  },
  ...RIGHTS.map(([table, right, without, attack]): Guard => ({
    name: `no right to ${right} of ${table}`,
    as: 'application',
    without,
    remove: `grant ${right} on ${table} to sluice_app`,
    attack: [attack],
  })),
];
