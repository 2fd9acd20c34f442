type Fixed = { readonly country?: string | null; readonly createdAtStripe: Date | null };

/** Stripe's two APIs tell one creation time in whole seconds and in parts of them. */
const SAME_TIME_MS = 1_000;

/** The creation time that asks for more; the one on record where both say the same. */
export function youngest(onRecord: Date | undefined, told: Date | null): Date | null {
  if (onRecord === undefined || isNone(onRecord)) return told;
  return told !== null && isYounger(told, onRecord) ? told : onRecord;
}

/**
 * What Stripe tells of an account that cannot be, by what is on record, as an alarm; null when it can. A time on record that is later
 * than what Stripe tells is none: Stripe may have hidden it at first.
 */
export function contradictions(
  onRecord: Fixed | undefined,
  told: Fixed & { readonly connectedAccountId: string; readonly displayName: string },
): string | null {
  if (onRecord === undefined) return null;
  const differing: string[] = [];
  if (onRecord.country != null && told.country != null && onRecord.country !== told.country)
    differing.push(`country ${told.country}, on record ${onRecord.country}`);
  if (
    onRecord.createdAtStripe !== null &&
    told.createdAtStripe !== null &&
    isYounger(told.createdAtStripe, onRecord.createdAtStripe)
  )
    differing.push(
      `created ${told.createdAtStripe.toISOString()}, on record ${inWords(onRecord.createdAtStripe)}`,
    );
  return differing.length === 0
    ? null
    : `Stripe contradicts what is on record of ${told.displayName} (${told.connectedAccountId}): ${differing.join('; ')}. A press of either country covers it, and its age counts from the later time. Policies and risk go by the country on record until that is mended.`;
}

const isYounger = (one: Date, other: Date): boolean =>
  isNone(other) || one.getTime() - other.getTime() >= SAME_TIME_MS;

/** The database has times that a `Date` has not: the infinite ones. */
const isNone = (time: Date): boolean => Number.isNaN(time.getTime());

const inWords = (time: Date): string => (isNone(time) ? 'at no time' : time.toISOString());
