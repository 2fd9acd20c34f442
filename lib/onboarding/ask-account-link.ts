import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { accountLinks } from '#drizzle/schema/onboarding.ts';
import { DomainError } from '../errors.ts';
import { lockHeldAccount } from '../holds/insert-hold.ts';
import { defineVerb } from '../verb.ts';
import { readOwnAccount } from './own-account.ts';
import { refuseOwnerFlood } from './refuse-owner-flood.ts';
import { mayUseHostedLink } from './rules/hosted-link.ts';
import { sessionGrant } from './rules/session-grant.ts';
import { readSessionFacts } from './session-facts.ts';

const ASKED = 'account_link.ask';

/**
 * Whether the acting owner may have a link to Stripe's page for their details, on record: before Stripe is called, and again
 * before the link is handed out, when holds that came meanwhile are seen.
 * @throws DomainError `forbidden`; `not_found`; `precondition_failed` while the account's details are kept as they are;
 * `too_often`
 */
export const askAccountLink = defineVerb({
  permission: 'account_sessions.open',
  input: z.strictObject({
    /** Of the link that Stripe has made meanwhile; null before it is asked. */
    made: z.strictObject({ expiresAt: z.date(), stripeRequestId: z.string().nullable() }).nullable(),
  }),
  run: async (tx, ctx, { made }) => {
    const { ownerId, connectedAccountId } = await readOwnAccount(tx, ctx);
    if (made === null) await refuseOwnerFlood(tx, { ownerId, connectedAccountId, action: ASKED });
    else {
      // The order of every permit: presses and holds that come now wait for this, or are seen below.
      await tx.execute(sql`select epoch from dispatch_control for share`);
      await lockHeldAccount(tx, connectedAccountId);
    }
    const facts = await readSessionFacts(connectedAccountId, tx);
    if (!mayUseHostedLink(sessionGrant(facts)))
      throw new DomainError('precondition_failed', 'The details of this account cannot be changed now.');
    if (made !== null)
      await tx.insert(accountLinks).values({
        accountLinkId: `acl_${randomUUID().replaceAll('-', '')}`,
        connectedAccountId,
        ownerId,
        expiresAt: made.expiresAt,
        stripeRequestId: made.stripeRequestId,
      });
    return {
      result: { connectedAccountId },
      audit: {
        action: made === null ? ASKED : 'account_link.hand_out',
        subject: connectedAccountId,
        connectedAccountId,
        after: { ownerId, ...(made ?? {}) },
      },
    };
  },
});
