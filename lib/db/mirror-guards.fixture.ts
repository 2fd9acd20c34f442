import type { Guard } from './guard-shapes.fixture.ts';

/** Deferred guards look now; the last statement of an attack has to count as done. */
const AT_COMMIT = ['set constraints all immediate', 'do $do$ begin end $do$'] as const;

/** Fails, as a refused attack does, when the condition is true. */
const failWhen = (condition: string): string =>
  `do $do$ begin if ${condition} then raise exception 'the guard did its work'; end if; end $do$`;

/** The first request, whose payout came back; `guard_reopened` asks who opens it again, which is another question. */
const CAME_BACK = `drop trigger guard_reopened on payout_requests; set local session_replication_role = replica;
  update payout_requests set state = 'returned', is_reserved = false, payout_id = 'po_x' where payout_request_id = 'prq_1';
  set local session_replication_role = origin`;

/** The program's own role against what it mirrors of Stripe, by `table.trigger`. */
const REFUSED: Readonly<Record<string, { without?: string; attack: readonly string[] }>> = {
  'connected_accounts.guard_reading': { attack: ["update connected_accounts set read_at = 'infinity'"] },
  'connected_accounts.guard_later_reading': {
    attack: ["update connected_accounts set read_at = read_at - interval '1 second'"],
  },
  'connected_accounts.remember': {
    without: `update connected_accounts set minimum_balances = '{"usd": 100}'`,
    attack: [
      "update connected_accounts set minimum_balances = '{}'",
      failWhen('exists (select from connected_accounts where minimums_fell_at is not null)'),
    ],
  },
  'external_accounts.guard_reading': { attack: ["update external_accounts set read_at = 'infinity'"] },
  'external_accounts.guard_later_reading': {
    attack: ["update external_accounts set read_at = read_at - interval '1 second'"],
  },
  'external_accounts.guard_history': {
    attack: ["update external_accounts set fingerprint = 'fp_thief'", ...AT_COMMIT],
  },
  'external_accounts.guard_history_begins': {
    attack: [
      `insert into external_accounts select (jsonb_populate_record(row, '{"external_account_id": "ba_thief"}')).*
       from external_accounts as row where connected_account_id = 'acct_1A'`,
      ...AT_COMMIT,
    ],
  },
  'external_account_changes.guard_news': {
    attack: [
      `insert into external_account_changes (connected_account_id, external_account_id, change, is_new_destination)
       values ('acct_1A', 'ba_thief', 'added', false)`,
    ],
  },
  'external_account_changes.guard_hold': {
    attack: [
      `insert into external_account_changes (connected_account_id, external_account_id, change)
       values ('acct_1A', 'ba_thief', 'added')`,
      ...AT_COMMIT,
    ],
  },
  'bypasses.guard_new': {
    attack: [
      `insert into bypasses (kind, connected_account_id, subject, seen)
       values ('payout', 'acct_1A', 'po_thief', 'x')`,
      ...AT_COMMIT,
    ],
  },
  'bypasses.guard_forgotten': {
    attack: [
      `insert into alarms (kind, subject, text) values ('payout_bypassed', 'po_thief', 'x')`,
      `insert into bypasses (kind, connected_account_id, subject, seen, payout_request_id)
       values ('payout', 'acct_1A', 'po_thief', 'x', 'prq_1')`,
      ...AT_COMMIT,
    ],
  },
  'stripe_balances.guard_reading': { attack: ["update stripe_balances set read_at = 'infinity'"] },
  'stripe_balances.guard_later_reading': {
    attack: ["update stripe_balances set currency = 'xxx' where connected_account_id = 'acct_1A'"],
  },
  'payouts.guard_reading': { attack: ["update payouts set read_at = 'infinity'"] },
  'payouts.guard_later_reading': { attack: ['update payouts set is_automatic = not is_automatic'] },
  'audit_records.guard_end_of_wait': {
    attack: [
      `insert into audit_records (actor_kind, actor_id, action, subject, outcome, request_id)
       values ('job', 'x', 'payout_request.end_wait', 'prq_1', 'done', 'r')`,
    ],
  },
  'payout_requests.guard_money_back': {
    without: CAME_BACK,
    attack: [
      "update payout_requests set state = 'in_review', is_reserved = true, payout_id = null, version = version + 1 where payout_request_id = 'prq_1'",
    ],
  },
};

/** What a mirror of Stripe can never say, whoever writes it: docs/decisions/0045-mirrors-by-reading.md */
export const MIRROR_GUARDS: readonly Guard[] = [
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
  {
    name: 'right to delete a row of stripe_balances',
    as: 'application',
    remove: 'grant delete on stripe_balances to sluice_app',
    attack: ['delete from stripe_balances'],
  },
];
