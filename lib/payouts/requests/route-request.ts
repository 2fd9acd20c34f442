import { and, desc, eq, sql } from 'drizzle-orm';
import { externalAccountChanges } from '#drizzle/schema/connected-accounts.ts';
import { payoutPolicies } from '#drizzle/schema/payout-policies.ts';
import { segmentStandings } from '#drizzle/schema/segments.ts';
import type { Transaction } from '../../db/transaction.ts';
import { currency as currencyCode } from '../../money/currency.ts';
import { formatMoney } from '../../money/format.ts';
import { wasPaidBefore } from '../paid-before.ts';
import { bandRoute } from '../rules/band-route.ts';
import {
  bothOf,
  evaluatePolicy,
  NO_POLICY,
  type PolicyFacts,
  type PolicyRoute,
} from '../rules/evaluate-policy.ts';
import { parsePolicy } from '../rules/policy-text.ts';
import { isWeakLock, type PayableAccount } from './lock-payout-account.ts';
import { readPaidWithin } from './paid-within.ts';
import type { PayoutPayload } from './payout-payload.ts';

const DAY_MS = 86_400_000;

/** Which way a request takes, and by which version of the policy. */
export type RoutedRequest = PolicyRoute & { policyVersionId: string | null };

/** A person who asks again for what a cadence had proposed asks by hand as well. */
export type AskedFor = PayoutPayload & {
  origin: PolicyFacts['origin'];
  isAskedByPerson: boolean;
  /** Minor units that the policy is asked about: at least the amount. */
  judgedAmount: bigint;
  /** What an earlier version of it was judged as, at least what it was for; null for the first one. */
  wasJudgedAs: bigint | null;
  /** What of it stands in other open requests, which limits of a day and a week count by themselves. */
  askedByPeople: bigint;
  /** Who rejected money of it that nobody has approved since, a sentence each, the newest first. */
  rejectedBefore: readonly string[];
};

/**
 * Asks the published policy who must look at a payout before it leaves; without one, two people. A person in any case where it pays
 * what a person rejected.
 */
export async function routeRequest(
  tx: Transaction,
  request: AskedFor,
  account: PayableAccount,
  now: Date,
): Promise<RoutedRequest> {
  const [policy] = await tx
    .select({ policyVersionId: payoutPolicies.versionId, text: payoutPolicies.text })
    .from(payoutPolicies)
    .where(eq(payoutPolicies.state, 'published'))
    .orderBy(desc(payoutPolicies.version))
    .limit(1);
  const standing = await readStanding(tx, request.connectedAccountId);
  const facts = await readFacts(tx, request, account, { now, standing });
  const owed = standing?.verificationOwed ?? null;
  const policyRoute = readPolicy(policy?.text ?? null);
  const route = routeBy(policyRoute, facts, owed);
  const decided = afterRejection(route, request.rejectedBefore);
  return {
    ...decided,
    reasons: [...decided.reasons, ...whyJudgedByMore(request, facts, { policyRoute, owed, route })],
    policyVersionId: policy?.policyVersionId ?? null,
  };
}

type RouteOf = (facts: PolicyFacts) => PolicyRoute;

/** What the policy alone asks for. One that cannot be read stops all: a rule of it might have been the one that stops. */
function readPolicy(text: string | null): RouteOf {
  if (text === null) return () => NO_POLICY;
  const { rules, faults } = parsePolicy(text);
  if (faults.length === 0) return (facts) => evaluatePolicy(rules, facts);
  return () => ({ ...NO_POLICY, reasons: ['The published policy cannot be read, so two people decide.'] });
}

/** The band stands beside whatever policy there is, and beside none. */
function routeBy(policyRoute: RouteOf, facts: PolicyFacts, owed: string | null): PolicyRoute {
  return bothOf(policyRoute(facts), bandRoute(facts, owed));
}

/** What a person has rejected needs a person, whatever the policy lets go by itself. */
function afterRejection(route: PolicyRoute, rejectedBefore: readonly string[]): PolicyRoute {
  if (rejectedBefore.length === 0) return route;
  const byPerson = { approvalsNeeded: 1, approverRole: null, waitHours: 0, reasons: rejectedBefore } as const;
  return bothOf({ route: 'people', ...byPerson }, route);
}

/** What limits of a day and a week count of a request: what is open beside it they count by themselves. */
function countedByDays({ amount, judgedAmount, askedByPeople }: AskedFor): bigint {
  const counted = judgedAmount - askedByPeople;
  return counted > amount ? counted : amount;
}

/** A line would speak of an amount that nobody sees on the request: then where it comes from is said as well. */
function whyJudgedByMore(
  asked: AskedFor,
  facts: PolicyFacts,
  { policyRoute, owed, route }: { policyRoute: RouteOf; owed: string | null; route: PolicyRoute },
): string[] {
  const { amount, judgedAmount, currency } = asked;
  if (judgedAmount <= amount) return [];
  const { '24 hours': day, '7 days': week } = facts.paidWithin;
  const more = countedByDays(asked) - amount;
  const paidWithin = { '24 hours': day - more, '7 days': week - more };
  const plain = routeBy(policyRoute, { ...facts, amount, paidWithin }, owed);
  if (plain.approvalsNeeded === route.approvalsNeeded && plain.reasons.join() === route.reasons.join())
    return [];
  return [`It is judged as ${moneyOf(judgedAmount, currency)}: ${becauseOf(asked)}.`];
}

/** What makes the sum that is judged larger than the one that leaves. */
function becauseOf({ amount, judgedAmount, currency, wasJudgedAs, askedByPeople }: AskedFor): string {
  if (wasJudgedAs === judgedAmount) return 'so much was asked for before it was lowered or changed';
  const keptBack = judgedAmount - amount - askedByPeople;
  const parts = [
    ...(keptBack > 0n ? [`${moneyOf(keptBack, currency)} that one person keeps back`] : []),
    ...(askedByPeople > 0n
      ? [
          `${moneyOf(askedByPeople, currency)} that people have set aside in requests which nobody has decided`,
        ]
      : []),
  ];
  return `with ${parts.join(' and ')}`;
}

const moneyOf = (amount: bigint, currency: string): string =>
  formatMoney({ amount, currency: currencyCode(currency) });

async function readFacts(
  tx: Transaction,
  request: AskedFor,
  account: PayableAccount,
  { now, standing }: { now: Date; standing: Standing | undefined },
): Promise<PolicyFacts> {
  return {
    amount: request.judgedAmount,
    currency: request.currency,
    country: account.country,
    riskBand: standing?.band ?? null,
    accountAgeDays: daysBetween(account.createdAtStripe, now),
    isFirstPayout: !(await isPaidBefore(tx, request.connectedAccountId)),
    destinationChangedDays: await daysSinceChange(tx, request, now),
    isWeakLock: isWeakLock(account),
    isInstant: request.method === 'instant',
    origin: request.origin,
    paidWithin: await readPaidWithin(tx, { ...request, amount: countedByDays(request) }),
    isByHand: request.isAskedByPerson || request.origin !== 'cadence',
  };
}

type Standing = Pick<typeof segmentStandings.$inferSelect, 'band' | 'verificationOwed'>;

/** The band in force; whoever asks for a payout has had the account scored, if that was due. */
async function readStanding(tx: Transaction, connectedAccountId: string): Promise<Standing | undefined> {
  const [row] = await tx
    .select({ band: segmentStandings.band, verificationOwed: segmentStandings.verificationOwed })
    .from(segmentStandings)
    .where(eq(segmentStandings.connectedAccountId, connectedAccountId));
  return row;
}

function daysBetween(from: Date, to: Date): number {
  return Math.max(0, Math.floor((to.getTime() - from.getTime()) / DAY_MS));
}

async function isPaidBefore(tx: Transaction, connectedAccountId: string): Promise<boolean> {
  const [row] = await tx.execute<{ was_paid: boolean }>(
    sql`select ${wasPaidBefore(sql`${connectedAccountId}`)} as was_paid`,
  );
  return row?.was_paid === true;
}

/** Since the destination came or became another one; null for what the account began with. */
async function daysSinceChange(
  tx: Transaction,
  { connectedAccountId, destinationId }: PayoutPayload,
  now: Date,
): Promise<number | null> {
  const [row] = await tx
    .select({ seenAt: externalAccountChanges.seenAt })
    .from(externalAccountChanges)
    .where(
      and(
        eq(externalAccountChanges.connectedAccountId, connectedAccountId),
        eq(externalAccountChanges.externalAccountId, destinationId),
        eq(externalAccountChanges.isNewDestination, true),
      ),
    )
    .orderBy(desc(externalAccountChanges.seenAt))
    .limit(1);
  return row === undefined ? null : daysBetween(row.seenAt, now);
}
