import { createHash } from 'node:crypto';

/** What the ledger would gain from one balance transaction of Stripe's that our books do not have as it is. */
export type LedgerGain = {
  balanceTransactionId: string;
  connectedAccountId: string;
  type: string;
  currency: string;
  /** Minor units; the sign is Stripe's. */
  net: bigint;
  occurredAt: Date;
  /** `missing`: not stored. `unbooked`: stored, not in the books. `available`: Stripe says available, we still say pending. */
  gain: 'missing' | 'unbooked' | 'available';
};

/** One field of a mirror that Stripe shows otherwise now. `subject`: a payout, an account, or `balance usd`. */
export type MirrorDifference = {
  subject: string;
  field: string;
  stored: string | null;
  atStripe: string | null;
};

/** What replaying one event would change, read from Stripe at this moment. */
export type ReplayPreview = {
  stripeEventId: string;
  type: string;
  connectedAccountId: string;
  occurredAt: Date;
  state: string;
  attempts: number;
  lastError: string | null;
  /** What the event makes Sluice read again; empty for a type that nobody acts on. */
  refreshes: string[];
  ledgerGains: LedgerGain[];
  mirrorDifferences: MirrorDifference[];
  /** Reads that Stripe refused; what they would change is not known. */
  unreadable: { refresh: string; reason: string }[];
  /** Of all of the above: whoever replays says what they have seen. */
  hash: string;
};

function plain(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'object') return JSON.stringify(value, (_key, inner: unknown) => sortedKeys(inner));
  return typeof value === 'string' ? value : JSON.stringify(value, bigintAsText);
}

function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}

function sortedKeys(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)));
}

/** The fields of `atStripe` that `stored` shows otherwise; all of them when nothing is stored. */
export function differences(
  subject: string,
  stored: Readonly<Record<string, unknown>> | undefined,
  atStripe: Readonly<Record<string, unknown>>,
): MirrorDifference[] {
  return Object.entries(atStripe)
    .map(([field, value]) => ({ subject, field, stored: plain(stored?.[field]), atStripe: plain(value) }))
    .filter((difference) => difference.stored !== difference.atStripe);
}

/** Equal facts have equal hashes, whatever the order they were read in. */
export function hashPreview(preview: Omit<ReplayPreview, 'hash'>): string {
  const facts = {
    ...preview,
    ledgerGains: preview.ledgerGains.map((gain) => plain(gain)).toSorted(),
    mirrorDifferences: preview.mirrorDifferences.map((difference) => plain(difference)).toSorted(),
    unreadable: preview.unreadable.map(({ refresh }) => refresh).toSorted(),
  };
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex');
}
