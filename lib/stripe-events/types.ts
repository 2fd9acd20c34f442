import type { CappedCount, Page } from '../paging.ts';
import type { FacetCount } from '../tables/types.ts';
import type { Refresh } from './refresh.ts';

export const STRIPE_EVENT_STATES = ['received', 'processed', 'ignored', 'failed'] as const;
export type StripeEventState = (typeof STRIPE_EVENT_STATES)[number];

export const ARRIVALS = ['webhook', 'backfill'] as const;
export type Arrival = (typeof ARRIVALS)[number];

/** Every part narrows the list; `undefined` means any. */
export type StripeEventFilter = {
  readonly type?: string | undefined;
  readonly state?: string | undefined;
  readonly arrivedBy?: string | undefined;
  readonly connectedAccountId?: string | undefined;
  /** Beginnings of words of the connected account's name, all of which must be there. */
  readonly words?: readonly string[] | undefined;
  /** An event's id, or the id of what events are about, in full. */
  readonly id?: string | undefined;
  /** Inclusive and exclusive bounds of Stripe's creation time, ISO 8601 with zone. */
  readonly createdFrom?: string | undefined;
  readonly createdBefore?: string | undefined;
};

export const STRIPE_EVENT_ORDERS = ['newest', 'oldest'] as const;
export type StripeEventSort = (typeof STRIPE_EVENT_ORDERS)[number];

export type StripeEventColumn =
  | 'type'
  | 'state'
  | 'account'
  | 'object'
  | 'created'
  | 'arrival'
  | 'received'
  | 'processed'
  | 'attempts'
  | 'event';

export type StripeEventRow = {
  readonly stripeEventId: string;
  readonly type: string;
  readonly connectedAccountId: string;
  readonly connectedAccountName: string | null;
  readonly objectId: string | null;
  readonly state: StripeEventState;
  readonly arrivedBy: Arrival;
  readonly occurredAt: Date;
  readonly receivedAt: Date;
  readonly processedAt: Date | null;
  /** Its first processing, when a replay opened it again since. */
  readonly firstProcessedAt: Date | null;
  readonly attempts: number;
};

/** Counts ignore the facet's own choice and respect all others; see `FacetCount`. */
export type StripeEventFacets = {
  readonly type: readonly FacetCount[];
  readonly state: readonly FacetCount[];
  readonly arrivedBy: readonly FacetCount[];
};

/** What a screen of the inbox needs. `count` is null where counting would take longer than the list. */
export type StripeEventList = {
  readonly page: Page<StripeEventRow>;
  readonly facets: StripeEventFacets;
  readonly count: CappedCount | null;
};

/** A person's decision to process an event again. */
export type StripeEventReplay = {
  readonly at: Date;
  readonly by: string;
  readonly previous: { readonly state: string; readonly at: Date | null };
};

/** A person's decision that a failed event is not needed. */
export type StripeEventSetAside = { readonly at: Date; readonly by: string; readonly reason: string };

/** What became of one object of a journal: a balance transaction that the event's object caused. */
export type CausedBalanceTransaction = {
  readonly balanceTransactionId: string;
  readonly postedAt: Date | null;
};

/** The story of one event: what came, what we did about it, what it changed. */
export type StripeEventTrace = StripeEventRow & {
  readonly livemode: boolean;
  readonly apiVersion: string | null;
  readonly endpointKind: 'account' | 'connect';
  readonly objectType: string | null;
  readonly nextAttemptAt: Date;
  /** When people made it due again, oldest first, and what had become of it until then. */
  readonly replays: readonly StripeEventReplay[];
  /** Who set it aside and why; null unless that is why it is ignored. */
  readonly setAside: StripeEventSetAside | null;
  readonly lastError: string | null;
  /** Without its stored bytes an event proves nothing, which is itself a finding. */
  readonly isBodyStored: boolean;
  /** The stored bytes, indented and without what could move money or find a person; null when they cannot be shown. */
  readonly body: string | null;
  readonly wasSigned: boolean;
  /** What the handler of this type reads again; null for a type that nothing here acts on. */
  readonly refreshes: readonly Refresh[] | null;
  readonly sameObject: readonly StripeEventRow[];
  readonly balanceTransactions: readonly CausedBalanceTransaction[];
};

export type SyncRunRow = {
  readonly syncRunId: string;
  readonly kind: string;
  readonly scope: string;
  /** UTC day from which everything is listed again, like `2026-11-21`; null goes on from the marks. */
  readonly fromDay: string | null;
  readonly state: 'running' | 'finished' | 'stopped' | 'failed';
  readonly unitsDone: number;
  readonly unitsTotal: number | null;
  readonly objectsListed: number;
  readonly objectsAdded: number;
  readonly message: string | null;
  readonly requestedBy: string;
  readonly startedAt: Date;
  readonly heartbeatAt: Date;
  readonly stopRequestedAt: Date | null;
  readonly finishedAt: Date | null;
};

/** One UTC day of one kind of object over all accounts. */
export type CompletenessDay = {
  readonly day: string;
  readonly object: string;
  readonly listed: number;
  readonly stored: number;
  readonly arrivedByWebhook: number;
  readonly incompleteAccounts: number;
};

export type EventGapRow = {
  readonly eventGapId: bigint;
  readonly endpointKind: 'account' | 'connect';
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly eventsMissed: number;
  readonly filledAt: Date | null;
};

export type { ReplayPreview } from './replay-preview.ts';

/** One of the two webhook endpoints, as it is now. */
export type WebhookEndpoint = {
  readonly kind: 'account' | 'connect';
  /** When the last event that it brought was stored or found to be stored; null when none is known. */
  readonly lastReceivedAt: Date | null;
  /** How long after Stripe made it that event arrived; null when it is not among the newest. */
  readonly lastDelaySeconds: number | null;
  /** Since when its deliveries are counted. */
  readonly countedSince: Date | null;
  /** Events that are due and not processed, and how long the first of them has waited. */
  readonly waiting: CappedCount;
  readonly waitingSeconds: number;
  readonly failedDay: CappedCount;
  readonly failedWeek: CappedCount;
  /** By answer: `stored`, `duplicate`, or why it was refused. */
  readonly deliveries: readonly { readonly outcome: string; readonly day: number; readonly week: number }[];
  readonly eventTypes: readonly string[];
};
