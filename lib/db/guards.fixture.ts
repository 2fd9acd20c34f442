import { APPEND_ONLY, APPEND_ONLY_GUARDS, PARTITION_GUARDS } from './append-only-guards.fixture.ts';
import { dropTruncateTriggers, hiddenFromHolders, type Guard } from './guard-shapes.fixture.ts';
import { LATER_GUARDS } from './later-guards.fixture.ts';
import { WALLED } from './walled-tables.fixture.ts';

export const AT = '2026-10-05T09:00:00Z';
const OTHER_MONTH = '2026-11-05T09:00:00Z';

/** An entry with its lines in one statement, as the product books. */
function entry(lines: string, at = AT): string {
  return `with entry as (insert into journal_entries (journal_entry_id, occurred_at, effective_at, connected_account_id, currency,
      source_type, source_id, purpose, kind, description, posting_count)
    values ('jnl_x', '${at}', '${at}', 'acct_1A', 'usd', 'balance_transaction', 'txn_x', 'booked', 'charge', 'test', 2))
    insert into postings (journal_entry_id, line, ledger_account_code, side, amount, connected_account_id, currency, effective_at, occurred_at, component)
    select 'jnl_x', line, code, side, amount, 'acct_1A', 'usd', '${at}', '${at}', 'test' from (values ${lines}) as line (line, code, side, amount)`;
}
const PAIR = `(1, 1100, 'debit', 10), (2, 2100, 'credit', 10)`;
const BALANCED = entry(PAIR);

/** An event as the product stores it. */
function storeEvent(at: string): string {
  return `insert into stripe_events (stripe_event_id, occurred_at, connected_account_id, type, livemode, endpoint_kind, arrived_by)
    values ('evt_x', '${at}', 'acct_1A', 'payout.paid', false, 'connect', 'webhook') on conflict do nothing`;
}

/** A statement that counts as done. */
const WROTE = 'do $do$ begin end $do$';

/** Fails, as a refused attack does, when the condition is true. */
function failWhen(condition: string): string {
  return `do $do$ begin if ${condition} then raise exception 'the guard did its work'; end if; end $do$`;
}

const AUDIT_INSERT = (recordedAt: string): string =>
  `insert into audit_records (recorded_at, actor_kind, actor_id, action, subject, outcome, request_id)
   values (${recordedAt}, 'job', 'x', 'x.y', 'guard', 'done', 'r')`;

const behaviours: Guard[] = [
  {
    name: 'trigger journal_entries.journal_entries_book_once',
    as: 'application',
    remove: 'drop trigger journal_entries_book_once on journal_entries',
    attack: [BALANCED, entry(PAIR, OTHER_MONTH)],
  },
  {
    name: 'trigger stripe_events.stripe_events_receive_once',
    as: 'application',
    remove: 'drop trigger stripe_events_receive_once on stripe_events',
    attack: [storeEvent(AT), storeEvent(OTHER_MONTH)],
  },
  {
    name: 'trigger postings.postings_complete',
    as: 'application',
    remove: 'drop trigger postings_complete on postings',
    attack: [entry(`(1, 1100, 'debit', 10), (2, 2100, 'credit', 9)`)],
  },
  {
    name: 'trigger journal_entries.journal_entries_have_postings',
    as: 'application',
    remove: 'drop trigger journal_entries_have_postings on journal_entries',
    attack: [
      `insert into journal_entries (journal_entry_id, occurred_at, effective_at, connected_account_id, currency, source_type, source_id, purpose, kind, description, posting_count)
       values ('jnl_x', '${AT}', '${AT}', 'acct_1A', 'usd', 'balance_transaction', 'txn_x', 'booked', 'charge', 'test', 2)`,
    ],
  },
  {
    name: 'trigger postings.ledger_balances_follow',
    as: 'application',
    remove: 'drop trigger ledger_balances_follow on postings',
    attack: [
      BALANCED,
      failWhen(
        `exists (select from ledger_balances where ledger_account_code = 2100 and connected_account_id = 'acct_1A')`,
      ),
    ],
  },
  {
    name: 'trigger audit_records.audit_records_link',
    as: 'application',
    remove: 'drop trigger audit_records_link on audit_records',
    attack: [
      AUDIT_INSERT('now()'),
      'set constraints all immediate',
      failWhen(
        `exists (select from audit_links join audit_records using (audit_record_id) where subject = 'guard')`,
      ),
    ],
  },
  {
    name: 'trigger audit_records.audit_records_stamp',
    as: 'application',
    remove: 'drop trigger audit_records_stamp on audit_records',
    attack: [
      AUDIT_INSERT(`'2001-01-01'`),
      failWhen(`exists (select from audit_records where subject = 'guard' and recorded_at > '2001-01-01')`),
    ],
  },
  {
    name: 'trigger audit_chains.only_forward',
    as: 'owner',
    remove: 'drop trigger only_forward on audit_chains',
    attack: [`update audit_chains set sequence = sequence - 1`],
  },
];

/** Temporary tables by the names of ours, to show a guard another truth than the stored one. */
const SHADOWS: Record<string, readonly string[]> = {
  check_postings_complete: [
    `create temporary table journal_entries (like public.journal_entries)`,
    `insert into pg_temp.journal_entries select (jsonb_populate_record(null::public.journal_entries, jsonb_build_object(
       'journal_entry_id', 'jnl_x', 'occurred_at', '${AT}', 'effective_at', '${AT}', 'connected_account_id', 'acct_1A',
       'currency', 'usd', 'source_type', 'balance_transaction', 'source_id', 'txn_x', 'purpose', 'booked', 'kind', 'charge',
       'description', 'test', 'posting_count', 2, 'posted_at', '${AT}'))).*`,
    `insert into public.postings (journal_entry_id, line, ledger_account_code, side, amount, connected_account_id, currency, effective_at, occurred_at, component)
     select 'jnl_x', line, code, side, 10, 'acct_1A', 'usd', '${AT}', '${AT}', 'test'
     from (values (1, 1100, 'debit'), (2, 2100, 'credit')) as line (line, code, side)`,
    'set constraints all immediate',
    WROTE,
  ],
  check_journal_entries_have_postings: [
    `create temporary table postings as select 'jnl_x'::text as journal_entry_id, 1::smallint as line, '${AT}'::timestamptz as occurred_at`,
    `insert into public.journal_entries (journal_entry_id, occurred_at, effective_at, connected_account_id, currency, source_type, source_id, purpose, kind, description, posting_count)
     values ('jnl_x', '${AT}', '${AT}', 'acct_1A', 'usd', 'balance_transaction', 'txn_x', 'booked', 'charge', 'test', 2)`,
    'set constraints all immediate',
    WROTE,
  ],
  guard_administrators: [
    `create temporary table operator_change_requests as select operator_id, 'approved'::text as decision,
       transaction_timestamp() as decided_at from public.operators`,
    `update public.operators set role = 'administrator' where role <> 'administrator'`,
  ],
};

const shadows: Guard[] = Object.entries(SHADOWS).map(([name, attack]) => ({
  name: `search path of ${name}`,
  as: 'application',
  remove: `alter function ${name}() reset search_path`,
  attack,
}));

/** What a constraint refuses, tried with all triggers off. */
const CONSTRAINTS: Record<string, string> = {
  'balance_transactions.balance_transactions_net': 'update balance_transactions set net = net + 1',
  'balance_transactions.balance_transactions_status': "update balance_transactions set status = 'gone'",
  'connected_account_notes.connected_account_notes_text': "update connected_account_notes set text = ''",
  'connected_account_notes.connected_account_notes_version': 'update connected_account_notes set version = 0',
  'connected_accounts.connected_accounts_lock_strength':
    "update connected_accounts set lock_strength = 'held'",
  'external_account_changes.external_account_changes_change':
    "update external_account_changes set change = 'x'",
  'journal_entries.journal_entries_posting_count': 'update journal_entries set posting_count = 1',
  'journal_entries.journal_entries_purpose': "update journal_entries set purpose = 'booked_once_more'",
  'ledger_balances.ledger_balances_currency': "update ledger_balances set currency = 'USD'",
  'operators.operators_role': "update operators set role = 'owner'",
  'postings.postings_amount_positive': 'update postings set amount = 0',
  'postings.postings_side': "update postings set side = 'both'",
  'stripe_events.stripe_events_arrived_by': "update stripe_events set arrived_by = 'x'",
  'stripe_events.stripe_events_endpoint_kind': "update stripe_events set endpoint_kind = 'x'",
  'stripe_events.stripe_events_state': "update stripe_events set state = 'x'",
};

const constraints: Guard[] = Object.entries(CONSTRAINTS).map(([name, attack]) => ({
  name: `constraint ${name}`,
  as: 'owner',
  without: 'set local session_replication_role = replica',
  remove: `alter table ${name.replace('.', ' drop constraint ')}`,
  attack: [attack],
}));

const references: Guard[] = [
  {
    name: 'constraint ledger_balances.ledger_balances_ledger_account_code_ledger_accounts_code_fk',
    as: 'application',
    remove:
      'alter table ledger_balances drop constraint ledger_balances_ledger_account_code_ledger_accounts_code_fk',
    attack: [entry(`(1, 1234, 'debit', 10), (2, 2100, 'credit', 10)`)],
  },
  {
    name: 'constraint operator_sessions.operator_sessions_operator_id_operators_operator_id_fk',
    as: 'application',
    remove:
      'alter table operator_sessions drop constraint operator_sessions_operator_id_operators_operator_id_fk',
    attack: [`insert into operator_sessions (session_id, operator_id) values ('ses_x', 'opr_nobody')`],
  },
  {
    name: 'index alarms.alarms_open_once',
    as: 'application',
    remove: 'drop index alarms_open_once',
    attack: [`insert into alarms (kind, subject, text) select kind, subject, text from alarms`],
  },
  {
    name: 'index audit_links.audit_links_one_per_record',
    as: 'owner',
    remove: 'drop index audit_links_one_per_record',
    attack: [
      `insert into audit_links select connected_account_id, sequence + 100, audit_record_id, digest, hash from audit_links`,
    ],
  },
  {
    name: 'index connected_account_notes.connected_account_notes_once',
    as: 'application',
    remove: 'drop index connected_account_notes_once',
    attack: [
      `insert into connected_account_notes (note_id, version, connected_account_id, text, is_pinned, written_by, written_by_name, written_at)
       select note_id, version, connected_account_id, 'other', false, 'opr_x', 'X', now() from connected_account_notes`,
    ],
  },
  {
    name: 'index payout_status_changes.payout_status_changes_once',
    as: 'application',
    remove: 'drop index payout_status_changes_once',
    attack: [
      `insert into payout_status_changes (payout_id, connected_account_id, status, failure_code, seen_at)
       select payout_id, connected_account_id, status, failure_code, seen_at from payout_status_changes`,
    ],
  },
  {
    name: 'index operators.operators_email',
    as: 'application',
    remove: 'drop index operators_email',
    attack: [
      `insert into operators (operator_id, email, name, role) select 'opr_x', upper(email), name, 'viewer' from operators limit 1`,
    ],
  },
];

/** Rights that the application has not; `without` takes the trigger away that would refuse it too. */
const GRANTS: [table: string, right: string, attack: string, without?: string][] = [
  ...[
    'audit_records',
    'audit_links',
    'booked_sources',
    'connected_account_notes',
    'journal_entries',
    'postings',
    'received_event_ids',
    'stripe_event_bodies',
  ].flatMap((table): typeof GRANTS => {
    const trigger = `drop trigger append_only on ${table}`;
    return [
      [table, 'update', `update ${table} set ${APPEND_ONLY[table] ?? ''}`, trigger],
      [table, 'delete', `delete from ${table}`, trigger],
      [table, 'truncate', `truncate ${table}`, dropTruncateTriggers(table)],
    ];
  }),
  [
    'audit_chains',
    'update',
    "update audit_chains set hash = '\\x00'",
    'drop trigger only_forward on audit_chains',
  ],
  ['audit_links', 'insert', `insert into audit_links values ('acct_1A', 77, 77, '\\x00', '\\x00')`],
  ['audit_checkpoints', 'insert', `insert into audit_checkpoints values (77, now(), 0, '\\x00', '\\x00')`],
  [
    'balance_transactions',
    'update (amount, net)',
    'update balance_transactions set amount = amount + 1, net = net + 1',
  ],
  ['stripe_events', 'update (type)', "update stripe_events set type = 'x'"],
  ['stripe_events', 'delete', 'delete from stripe_events', 'drop trigger append_only on stripe_events'],
  ['booked_sources', 'insert', `insert into booked_sources values ('txn_x', 'booked', 'jnl_x', now())`],
  ['received_event_ids', 'insert', `insert into received_event_ids values ('evt_x')`],
  ['ledger_balances', 'insert', `insert into ledger_balances values ('acct_1A', 'usd', 1100, 1, 1, 1)`],
  ['ledger_balances', 'update', 'update ledger_balances set debits = debits + 1'],
  ['ledger_accounts', 'update', "update ledger_accounts set name = 'x'"],
];

const grants: Guard[] = GRANTS.map(([table, right, attack, without]) => ({
  name: `no grant of ${right} on ${table}`,
  as: 'application',
  ...(without === undefined ? {} : { without }),
  remove: `grant ${right}, select on ${table} to sluice_app`,
  attack: [attack],
}));

const walls: Guard[] = WALLED.map((table) => ({
  name: `row security of ${table}`,
  as: 'holder of acct_1A',
  // Some are not granted at all; the wall must stand even where a grant is given one day.
  without: `grant select on ${table} to sluice_account_holder`,
  remove: `alter table ${table} disable row level security`,
  attack: [`select 1 from ${table} where connected_account_id <> 'acct_1A'`],
}));

/** Tables of all accounts together, for the application alone: no holder sees a row, whatever is granted. */
const SHARED = ['booked_sources', 'received_event_ids'] as const;

const sharedWalls = SHARED.map(hiddenFromHolders);

const unreachable: Guard[] = ['alarms', 'audit_records', 'operators', 'operator_sessions'].map((table) => ({
  name: `no grant of select on ${table} to holders`,
  as: 'holder of acct_1A',
  remove: `grant select on ${table} to sluice_account_holder`,
  attack: [`select 1 from ${table}`],
}));

export const GUARDS: readonly Guard[] = [
  ...APPEND_ONLY_GUARDS,
  ...PARTITION_GUARDS,
  ...behaviours,
  ...shadows,
  ...constraints,
  ...references,
  ...grants,
  ...walls,
  ...sharedWalls,
  ...unreachable,
  ...LATER_GUARDS,
];
