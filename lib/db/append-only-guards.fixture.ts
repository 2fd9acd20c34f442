/** Whoever connects as the login role: owner of everything, and here a superuser. */
export type Attacker = 'owner' | 'application' | 'holder of acct_1A';

/** One thing that the database itself holds: what it refuses, and the statement that would take it away. */
export type Guard = {
  name: string;
  as: Attacker;
  /** Taken away beforehand, because another guard would refuse the attack as well. */
  without?: string;
  remove: string;
  /** Run one after the other; the attack is refused when one fails or when the last touches no row. */
  attack: readonly string[];
};

const MONTH = '2026_10';

/** Tables that only grow, with a change of a row that nothing else refuses; null where columns may change. */
export const APPEND_ONLY: Record<string, string | null> = {
  audit_records: "subject = 'other'",
  audit_links: "hash = '\\x00'",
  audit_checkpoints: 'head_count = 7',
  audit_checkpoint_heads: "hash = '\\x00'",
  audit_chains: null,
  balance_transactions: null,
  booked_sources: "purpose = 'other'",
  connected_account_notes: "text = 'other'",
  external_account_changes: "change = 'removed'",
  operator_vouchings: "vouched_at = vouched_at + interval '1 day'",
  journal_entries: "description = 'other'",
  payout_status_changes: "status = 'other'",
  postings: 'amount = 7',
  requirement_changes: "disabled_reason = 'other'",
  received_event_ids: "stripe_event_id = stripe_event_id || 'x'",
  risk_assessments: "cause = 'other'",
  risk_audits: 'place = 7',
  risk_facts: "reason = 'other'",
  risk_seen: "value = value || 'x'",
  risk_verdicts: "reason = 'other'",
  segment_assessments: "why = 'other'",
  stripe_event_bodies: "body = 'other'",
  stripe_events: null,
};

export const PARTITIONED = [
  'stripe_events',
  'stripe_event_bodies',
  'balance_transactions',
  'journal_entries',
  'postings',
  'risk_facts',
] as const;

export function dropTruncateTriggers(table: string): string {
  return `do $do$ declare name regclass; begin
    for name in select tgrelid::regclass from pg_trigger where tgname = 'append_only_truncate'
      and (tgrelid = '${table}'::regclass or tgrelid in (select inhrelid from pg_inherits where inhparent = '${table}'::regclass))
    loop execute format('drop trigger append_only_truncate on %s', name); end loop; end $do$`;
}

export const APPEND_ONLY_GUARDS: Guard[] = Object.entries(APPEND_ONLY).flatMap(([table, change]) => {
  const remove = `drop trigger append_only on ${table}`;
  const guard = { as: 'owner', remove } as const;
  return [
    { ...guard, name: `trigger ${table}.append_only (delete)`, attack: [`delete from ${table}`] },
    ...(change === null
      ? []
      : [
          {
            ...guard,
            name: `trigger ${table}.append_only (update)`,
            attack: [`update ${table} set ${change}`],
          },
        ]),
    {
      name: `trigger ${table}.append_only_truncate`,
      as: 'owner' as const,
      remove: dropTruncateTriggers(table),
      attack: [`truncate ${table}`],
    },
  ];
});

export const PARTITION_GUARDS: Guard[] = PARTITIONED.flatMap((table) => [
  {
    name: `trigger ${table}_${MONTH}.append_only_truncate`,
    as: 'owner' as const,
    remove: `drop trigger append_only_truncate on ${table}_${MONTH}`,
    attack: [`truncate ${table}_${MONTH}`],
  },
  {
    name: `grant on ${table}_${MONTH} to nobody`,
    as: 'application' as const,
    remove: `grant select on ${table}_${MONTH} to sluice_app`,
    attack: [`select 1 from ${table}_${MONTH}`],
  },
]);
