import { and, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { accountSessions } from '#drizzle/schema/onboarding.ts';
import type { Transaction } from '../db/transaction.ts';
import { DomainError } from '../errors.ts';
import { lockHeldAccount } from '../holds/insert-hold.ts';
import { defineVerb } from '../verb.ts';
import { readOwnAccount } from './own-account.ts';
import { isWithin, sessionGrant } from './rules/session-grant.ts';
import { readSessionFacts } from './session-facts.ts';

const granted = z.record(
  z.string(),
  z.object({ enabled: z.boolean(), features: z.record(z.string(), z.boolean()) }),
);

/** What became of the call. Nothing here is or holds the secret. */
const outcome = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('made'),
    /** As Stripe answered: what is really in force. */
    components: granted,
    expiresAt: z.date(),
    stripeRequestId: z.string().nullable(),
  }),
  z.object({ kind: z.enum(['refused', 'unknown']), stripeRequestId: z.string().nullable() }),
]);

type Session = typeof accountSessions.$inferSelect;

/**
 * Writes down what became of a session, and says whether its secret may go to the browser: only when Stripe granted no more
 * than was asked and the account may have all of it still. Holds and presses that come meanwhile wait for this or are seen
 * here: their locks are taken first, in the order of every permit.
 */
export const recordAccountSession = defineVerb({
  permission: 'account_sessions.open',
  input: z.strictObject({ accountSessionId: z.string(), outcome }),
  run: async (tx, ctx, { accountSessionId, outcome: became }) => {
    const { connectedAccountId } = await readOwnAccount(tx, ctx);
    await tx.execute(sql`select epoch from dispatch_control for share`);
    await lockHeldAccount(tx, connectedAccountId);
    const session = await lockAsked(tx, { accountSessionId, connectedAccountId });
    const state = became.kind === 'made' ? await stateOf(tx, session, became.components) : became.kind;
    const expiresAt = became.kind === 'made' ? became.expiresAt : null;
    await tx
      .update(accountSessions)
      .set({ state, expiresAt, endedAt: sql`clock_timestamp()`, stripeRequestId: became.stripeRequestId })
      .where(eq(accountSessions.accountSessionId, accountSessionId));
    return {
      result: { mayHandOut: state === 'issued' },
      audit: {
        action: 'account_session.record',
        subject: accountSessionId,
        connectedAccountId,
        after: { state, expiresAt, stripeRequestId: became.stripeRequestId },
      },
    };
  },
});

async function lockAsked(
  tx: Transaction,
  named: { accountSessionId: string; connectedAccountId: string },
): Promise<Session> {
  const [session] = await tx
    .select()
    .from(accountSessions)
    .where(
      and(
        eq(accountSessions.accountSessionId, named.accountSessionId),
        eq(accountSessions.connectedAccountId, named.connectedAccountId),
        eq(accountSessions.state, 'asked'),
      ),
    )
    .for('update');
  if (session === undefined) throw new DomainError('not_found', 'There is no such session to record.');
  return session;
}

async function stateOf(
  tx: Transaction,
  session: Session,
  inForce: Session['components'],
): Promise<'issued' | 'withheld'> {
  const now = sessionGrant(await readSessionFacts(session.connectedAccountId, tx));
  const isAsAsked = isWithin(inForce, session.components);
  return isAsAsked && isWithin(inForce, now.components) ? 'issued' : 'withheld';
}
