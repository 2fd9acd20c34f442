import { randomUUID } from 'node:crypto';
import { and, count, eq, gt, sql } from 'drizzle-orm';
import { z } from 'zod';
import { accountSessions } from '#drizzle/schema/onboarding.ts';
import type { Transaction } from '../db/transaction.ts';
import { DomainError } from '../errors.ts';
import { defineVerb } from '../verb.ts';
import { readOwnAccount } from './own-account.ts';
import { sessionGrant } from './rules/session-grant.ts';
import { readSessionFacts } from './session-facts.ts';

/** A page asks once, and again when its session ends; more is a program that fills our table and Stripe's patience. */
const ASKED_PER_MINUTE_MAX = 20;

/**
 * Writes down, before Stripe is called, that the acting owner wants a session and what it may grant as things are now. Its
 * input is empty: whose account it is and what is granted are nobody's to say.
 * @throws DomainError `forbidden` for whoever owns no account; `not_found`; `precondition_failed` when it has disconnected;
 * `too_often`
 */
export const askAccountSession = defineVerb({
  permission: 'account_sessions.open',
  input: z.strictObject({}),
  run: async (tx, ctx) => {
    const { ownerId, connectedAccountId } = await readOwnAccount(tx, ctx);
    await refuseFlood(tx, connectedAccountId);
    const facts = await readSessionFacts(connectedAccountId, tx);
    if (facts.isDisconnected)
      throw new DomainError('precondition_failed', 'This account has disconnected the platform.');
    const grant = sessionGrant(facts);
    const accountSessionId = `acs_${randomUUID().replaceAll('-', '')}`;
    const { components, because, letsPayItself, letsRefund, letsChangeDestination } = grant;
    const lets = { letsPayItself, letsRefund, letsChangeDestination };
    await tx.insert(accountSessions).values({
      accountSessionId,
      connectedAccountId,
      ownerId,
      components: structuredClone(components) as typeof accountSessions.$inferInsert.components, // the same, no longer read-only
      because: [...because],
      ...lets,
    });
    return {
      result: { accountSessionId, connectedAccountId, components },
      audit: {
        action: 'account_session.ask',
        subject: accountSessionId,
        connectedAccountId,
        after: { ownerId, ...lets, because, granted: enabledNames(components) },
      },
    };
  },
});

async function refuseFlood(tx: Transaction, connectedAccountId: string): Promise<void> {
  const [asked] = await tx
    .select({ count: count() })
    .from(accountSessions)
    .where(
      and(
        eq(accountSessions.connectedAccountId, connectedAccountId),
        gt(accountSessions.askedAt, sql`now() - interval '1 minute'`),
      ),
    );
  if ((asked?.count ?? 0) >= ASKED_PER_MINUTE_MAX)
    throw new DomainError('too_often', 'This account has asked for too many sessions. Wait a minute.');
}

function enabledNames(components: Readonly<Record<string, { enabled: boolean }>>): string[] {
  return Object.entries(components).flatMap(([name, { enabled }]) => (enabled ? [name] : []));
}
