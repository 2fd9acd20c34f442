import { and, eq, gte, inArray, lt, sql, type SQL } from 'drizzle-orm';
import { connectedAccounts } from '#drizzle/schema/connected-accounts.ts';
import { database } from '../db/client.ts';
import { DomainError } from '../errors.ts';
import { nameHasWords } from '../tables/name-words.ts';
import type { ConnectedAccountFilter, Lifecycle, RequirementState } from './types.ts';

/** Words that fit more names say too little, and looking each of them up would take longer than a person waits. */
const NAMED_MAX = 10_000;

/** The values that every connected account has one of, and how many have the same. */
export type Kind = {
  readonly lockStrength: string;
  readonly lifecycle: Lifecycle;
  readonly requirementState: RequirementState;
  readonly payoutsEnabled: boolean;
  readonly country: string | null;
  readonly currency: string | null;
};
export type KindCount = Kind & { readonly count: number };

/** As lists show it: Stripe calls an account that was never completed restricted, and the scorecard goes on doing so. */
export const requirementStateShown = sql<RequirementState>`case
  when ${connectedAccounts.lifecycle} = 'onboarding' then 'details_missing' else ${connectedAccounts.requirementState} end`;

/** Which accounts a filter speaks of, whatever values were chosen: by creation, id and name. */
export function inRange(filter: ConnectedAccountFilter): SQL | undefined {
  const { createdFrom, createdBefore, idPrefix, words } = filter;
  return and(
    createdFrom === undefined ? undefined : gte(connectedAccounts.createdAtStripe, new Date(createdFrom)),
    createdBefore === undefined ? undefined : lt(connectedAccounts.createdAtStripe, new Date(createdBefore)),
    idPrefix === undefined ? undefined : startsWith(idPrefix),
    words === undefined || words.length === 0
      ? undefined
      : inArray(connectedAccounts.connectedAccountId, named(words)),
  );
}

/** The chosen values. */
export function hasChosen(filter: ConnectedAccountFilter): SQL | undefined {
  return and(
    filter.lockStrength === undefined
      ? undefined
      : sql`${connectedAccounts.lockStrength} = ${filter.lockStrength}`,
    filter.lifecycle === undefined ? undefined : sql`${connectedAccounts.lifecycle} = ${filter.lifecycle}`,
    filter.requirementState === undefined
      ? undefined
      : sql`${requirementStateShown} = ${filter.requirementState}`,
    filter.payoutsEnabled === undefined
      ? undefined
      : eq(connectedAccounts.payoutsEnabled, filter.payoutsEnabled),
    filter.country === undefined ? undefined : eq(connectedAccounts.country, filter.country),
    filter.currency === undefined ? undefined : eq(connectedAccounts.defaultCurrency, filter.currency),
  );
}

/** The same for a kind. @param except a choice that does not count, for that choice's own facet */
export function isChosen(filter: ConnectedAccountFilter, kind: Kind, except?: keyof Kind): boolean {
  return (
    ['lockStrength', 'lifecycle', 'requirementState', 'payoutsEnabled', 'country', 'currency'] as const
  ).every((field) => field === except || filter[field] === undefined || filter[field] === kind[field]);
}

/** Every kind that occurs in the range, counted exactly in one walk along the list's index. */
export async function countKinds(filter: ConnectedAccountFilter): Promise<KindCount[]> {
  const kind = {
    lockStrength: connectedAccounts.lockStrength,
    lifecycle: connectedAccounts.lifecycle,
    requirementState: requirementStateShown.as('requirement_state_shown'),
    payoutsEnabled: connectedAccounts.payoutsEnabled,
    country: connectedAccounts.country,
    currency: connectedAccounts.defaultCurrency,
  };
  return database()
    .select({ ...kind, count: sql`count(*)`.mapWith(Number) })
    .from(connectedAccounts)
    .where(inRange(filter))
    .groupBy(...Object.values(kind));
}

/** @throws DomainError `precondition_failed` when the words fit too many names */
export async function assertFewNamed({ words }: ConnectedAccountFilter): Promise<void> {
  if (words === undefined || words.length === 0) return;
  const found = await database().$count(named(words).as('named'));
  if (found > NAMED_MAX)
    throw new DomainError(
      'precondition_failed',
      `More than ${NAMED_MAX.toLocaleString('en-GB')} connected accounts are called “${words.join(' ')}”. Type more of the name.`,
    );
}

/** Read on its own along the index of names: its limit keeps the planner from looking for words row by row. */
function named(words: readonly string[]) {
  return database()
    .select({ connectedAccountId: connectedAccounts.connectedAccountId })
    .from(connectedAccounts)
    .where(nameHasWords(connectedAccounts.displayName, words))
    .limit(NAMED_MAX + 1);
}

/** Byte-wise bounds instead of LIKE: a prepared statement can use the index without knowing the text. */
function startsWith(prefix: string): SQL {
  const end = prefix.slice(0, -1) + String.fromCodePoint((prefix.codePointAt(prefix.length - 1) ?? 0) + 1);
  return sql`${connectedAccounts.connectedAccountId} ~>=~ ${prefix} and ${connectedAccounts.connectedAccountId} ~<~ ${end}`;
}
