import type { CappedCount, Page } from '../paging.ts';

export const AUDIT_OUTCOMES = ['done', 'refused'] as const;
export const ACTOR_KINDS = ['operator', 'job', 'stripe_event', 'connected_account_owner', 'visitor'] as const;

export type AuditOutcome = (typeof AUDIT_OUTCOMES)[number];
export type ActorKind = (typeof ACTOR_KINDS)[number];

export const AUDIT_ORDERS = ['newest', 'oldest'] as const;
export type AuditSort = (typeof AUDIT_ORDERS)[number];

export const AUDIT_COLUMNS = [
  'action',
  'outcome',
  'who',
  'subject',
  'changes',
  'chain',
  'link',
  'request',
  'when',
] as const;
export type AuditColumn = (typeof AUDIT_COLUMNS)[number];

/** What a list or an export is narrowed to. Times are ISO instants, `from` included, `before` not. */
export type AuditFilter = {
  readonly outcome?: AuditOutcome | undefined;
  readonly actorKind?: ActorKind | undefined;
  readonly actorId?: string | undefined;
  readonly action?: string | undefined;
  readonly subject?: string | undefined;
  readonly connectedAccountId?: string | undefined;
  readonly recordedFrom?: string | undefined;
  readonly recordedBefore?: string | undefined;
};

/** What was recorded about a subject, before or after; null where there was nothing. */
export type AuditValues = Readonly<Record<string, unknown>> | null;

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
  readonly before: AuditValues;
  readonly after: AuditValues;
  readonly requestId: string;
  /** Its place in the chain; null only for a row that somebody put there around the database's guards. */
  readonly link: { readonly sequence: string; readonly hash: string } | null;
};

export type AuditDetail = Omit<AuditRow, 'link'> & {
  readonly link:
    | (NonNullable<AuditRow['link']> & {
        /** Null for the first of its chain. */
        readonly previousHash: string | null;
      })
    | null;
  /** The checkpoint that covers it; null until the next one is taken. */
  readonly checkpoint: string | null;
};

/** A count is null where only walking past too many other rows would tell it. */
type FacetValues<Value extends string> = readonly { value: Value; count: CappedCount | null }[];

/** Counts ignore the facet's own choice and respect all others. */
export type AuditFacets = {
  readonly outcome: FacetValues<AuditOutcome>;
  readonly by: FacetValues<ActorKind>;
};

/** What the list needs, with counts from one reading. */
export type AuditList = {
  readonly page: Page<AuditRow>;
  readonly facets: AuditFacets;
  readonly count: CappedCount | null;
};

/** The global head, as shown beside the list. */
export type AuditHeadState = {
  readonly checkpoint: string;
  readonly hash: string;
  readonly takenAt: Date;
} | null;
