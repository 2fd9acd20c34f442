import type { CappedCount } from '../paging.ts';

export const AUDIT_OUTCOMES = ['done', 'refused'] as const;
export const ACTOR_KINDS = ['operator', 'job', 'stripe_event', 'connected_account_owner', 'visitor'] as const;

export type AuditOutcome = (typeof AUDIT_OUTCOMES)[number];
export type ActorKind = (typeof ACTOR_KINDS)[number];

/** What a list or an export is narrowed to. Times are ISO instants, `from` included, `before` not. */
export type AuditFilter = {
  outcome?: AuditOutcome | undefined;
  actorKind?: ActorKind | undefined;
  actorId?: string | undefined;
  action?: string | undefined;
  subject?: string | undefined;
  connectedAccountId?: string | undefined;
  recordedFrom?: string | undefined;
  recordedBefore?: string | undefined;
};

export type AuditRow = {
  readonly auditRecordId: string;
  readonly recordedAt: Date;
  readonly actorKind: string;
  readonly actorId: string;
  /** Of a person that is still known. */
  readonly actorName: string | null;
  readonly action: string;
  readonly subject: string;
  readonly outcome: AuditOutcome;
  readonly connectedAccountId: string;
};

export type AuditDetail = AuditRow & {
  readonly before: Record<string, unknown> | null;
  readonly after: Record<string, unknown> | null;
  readonly requestId: string;
  /** Its place in the chain; null only for a row that somebody put there around the database's guards. */
  readonly link: {
    readonly sequence: string;
    readonly hash: string;
    readonly previousHash: string | null;
  } | null;
  /** The checkpoint that covers it; null until the next one is taken. */
  readonly checkpoint: string | null;
};

export type AuditFacets = {
  readonly outcomes: Readonly<Record<AuditOutcome, CappedCount>>;
  readonly actorKinds: Readonly<Record<ActorKind, CappedCount>>;
  readonly total: CappedCount;
};

/** The global head, as shown beside the list. */
export type AuditHeadState = {
  readonly checkpoint: string;
  readonly hash: string;
  readonly takenAt: Date;
} | null;
