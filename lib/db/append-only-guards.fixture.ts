import { keptForever, type Guard } from './guard-shapes.fixture.ts';

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

export const APPEND_ONLY_GUARDS: Guard[] = Object.entries(APPEND_ONLY).flatMap(([table, change]) =>
  keptForever(table, change),
);

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
