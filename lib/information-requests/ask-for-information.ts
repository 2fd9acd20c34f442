import { randomUUID } from 'node:crypto';
import { and, count, eq, isNull } from 'drizzle-orm';
import { z } from 'zod';
import { connectedAccounts } from '#drizzle/schema/connected-accounts.ts';
import { informationRequests } from '#drizzle/schema/information-requests.ts';
import { connectedAccountOwners } from '#drizzle/schema/onboarding.ts';
import type { Transaction } from '../db/transaction.ts';
import { DomainError } from '../errors.ts';
import { defineVerb } from '../verb.ts';

const WANTED_MAX = 5;
/** An owner who is asked more at once answers none of it. */
const OPEN_MAX = 10;
const DAYS = 'Give them 1 to 60 days.';
const DAY_MS = 86_400_000;

const words = (max: number, missing: string) =>
  z
    .string()
    .trim()
    .min(3, { error: missing })
    .max(max, { error: `Write at most ${String(max)} characters.` });

/**
 * Asks the owner of a connected account for something, in words that are for them. A form that is sent twice asks once.
 * @throws DomainError `not_found`; `precondition_failed` when nobody would read it; `conflict` when the same is open already, or too
 * much is
 */
export const askForInformation = defineVerb({
  permission: 'information.ask',
  input: z.strictObject({
    connectedAccountId: z.string().startsWith('acct_'),
    subject: words(120, 'Say what you need, in a few words.'),
    ownerText: words(2_000, 'Say what it is for, in words for the owner.'),
    filesWanted: z
      .array(words(120, 'Name the file in a few words.'))
      .max(WANTED_MAX, { error: `Ask for at most ${String(WANTED_MAX)} files at once.` }),
    dueInDays: z.int({ error: DAYS }).min(1, { error: DAYS }).max(60, { error: DAYS }),
  }),
  run: async (tx, { actor, now }, { connectedAccountId, dueInDays, ...asked }) => {
    if (actor.kind !== 'operator')
      throw new DomainError('forbidden', 'Only people ask owners for something.');
    await lockAsked(tx, connectedAccountId);
    await refuseUnread(tx, connectedAccountId);
    await refuseMore(tx, connectedAccountId, asked.subject);
    const informationRequestId = `irq_${randomUUID().replaceAll('-', '')}`;
    const dueAt = new Date(now.getTime() + dueInDays * DAY_MS);
    await tx.insert(informationRequests).values({
      informationRequestId,
      connectedAccountId,
      ...asked,
      dueAt,
      askedBy: actor.operatorId,
      askedAt: now,
    });
    return {
      result: { informationRequestId },
      audit: {
        action: 'information_request.ask',
        subject: informationRequestId,
        connectedAccountId,
        after: { ...asked, dueAt: dueAt.toISOString() },
      },
    };
  },
});

/** Two clicks wait for each other here. */
async function lockAsked(tx: Transaction, connectedAccountId: string): Promise<void> {
  const [known] = await tx
    .select({ deauthorizedAt: connectedAccounts.deauthorizedAt })
    .from(connectedAccounts)
    .where(eq(connectedAccounts.connectedAccountId, connectedAccountId))
    .for('no key update');
  if (known === undefined)
    throw new DomainError('not_found', 'Sluice has not seen a connected account with this id.');
  if (known.deauthorizedAt !== null)
    throw new DomainError(
      'precondition_failed',
      'This account has disconnected the platform: nobody there is told. Nothing was sent. Ask its owner, outside Sluice, to connect again.',
    );
}

/** Without somebody who signs in it would stand as sent, then as overdue, and nobody would ever have seen it. */
async function refuseUnread(tx: Transaction, connectedAccountId: string): Promise<void> {
  const [reader] = await tx
    .select({ ownerId: connectedAccountOwners.ownerId })
    .from(connectedAccountOwners)
    .where(
      and(
        eq(connectedAccountOwners.connectedAccountId, connectedAccountId),
        isNull(connectedAccountOwners.disabledAt),
      ),
    )
    .limit(1);
  if (reader === undefined)
    throw new DomainError(
      'precondition_failed',
      'Nobody can sign in for this account, so nobody would read it. Nothing was sent. Write to its owner outside Sluice.',
    );
}

async function refuseMore(tx: Transaction, connectedAccountId: string, subject: string): Promise<void> {
  const isOpen = and(
    eq(informationRequests.connectedAccountId, connectedAccountId),
    eq(informationRequests.state, 'sent'),
  );
  const [same] = await tx
    .select({ id: informationRequests.informationRequestId })
    .from(informationRequests)
    .where(and(isOpen, eq(informationRequests.subject, subject)))
    .limit(1);
  if (same !== undefined)
    throw new DomainError(
      'conflict',
      'The same is asked for already and not answered yet. Nothing was sent.',
    );
  const [open] = await tx.select({ count: count() }).from(informationRequests).where(isOpen);
  if ((open?.count ?? 0) >= OPEN_MAX)
    throw new DomainError('conflict', `${String(OPEN_MAX)} requests wait for this owner. Close one first.`);
}
