import type { PastAlarm, PastFact } from './replay-alarms.ts';

/** What is known by now of an account and currency. */
export type KnownSince = {
  readonly verdicts: readonly { readonly isHit: boolean; readonly givenAt: Date }[];
  /** It has a flag that nobody has spoken about. */
  readonly isAwaited: boolean;
};

export type AlarmTruth = 'right' | 'false' | 'unknown';

const DAY_MS = 86_400_000;
/** What people say so near to a moment is said about it, as in training. */
const VERDICT_DAYS = 14;
/** As in training: so many charges disputed or warned of within a month make an account one that was to be held. */
const DISPUTE_DAYS = 30;
const DISPUTES_MIN = 3;
const DISPUTED_SHARE = 0.02;

/** Pure: whether an alarm of the past was one. What nobody has confirmed, and no disputes and warnings followed, was false, unless somebody is still to look. */
export function truthOf({ at }: PastAlarm, facts: readonly PastFact[], known: KnownSince): AlarmTruth {
  const near = known.verdicts.filter(
    ({ givenAt }) => Math.abs(givenAt.getTime() - at.getTime()) <= VERDICT_DAYS * DAY_MS,
  );
  if (near.some(({ isHit }) => isHit)) return 'right';
  if (near.length > 0) return 'false';
  const after = facts.filter(
    ({ occurredAt }) => occurredAt > at && occurredAt.getTime() <= at.getTime() + DISPUTE_DAYS * DAY_MS,
  );
  const charges = after.filter(({ kind }) => kind === 'charge').length;
  // Warned of and disputed, a charge is one.
  const disputed = new Set(
    after
      .filter(({ kind }) => kind === 'dispute' || kind === 'warning')
      .map(({ chargeId, stripeId }) => chargeId ?? stripeId),
  ).size;
  if (disputed >= DISPUTES_MIN && disputed >= DISPUTED_SHARE * Math.max(1, charges)) return 'right';
  return known.isAwaited ? 'unknown' : 'false';
}
