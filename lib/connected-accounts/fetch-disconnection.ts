import { and, desc, eq, isNull, ne } from 'drizzle-orm';
import { connectedAccounts } from '#drizzle/schema/connected-accounts.ts';
import { stripeEvents } from '#drizzle/schema/stripe-events.ts';
import { authorize } from '../auth/authorize.ts';
import { now } from '../clock.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { isPermissionLost, StripeReadError } from '../stripe/errors.ts';
import type { ReadOptions } from '../stripe/read-options.ts';
import { readPriority } from '../stripe/read-priority.ts';
import { retrieveConnectedAccount } from '../stripe/retrieve-connected-account.ts';
import { markConnectedAccountDeauthorized } from './mark-connected-account-deauthorized.ts';

/** Others that are asked whether the key is good; one that lets us in is enough. */
const WITNESSES = 3;

/**
 * What follows when Stripe refused a read of an account. One refusal is no disconnection: a marked account is no longer locked or
 * compared, so the account itself is asked again, and unless Stripe has told of it in an event, another account has to let us in,
 * because the key of another platform is refused everywhere. Then the account is marked.
 * @throws StripeReadError `refused` when it is not disconnected, was never seen, or the key is in doubt; whatever asking again throws
 */
export async function fetchDisconnection(
  ctx: Context,
  connectedAccountId: string,
  refusal: StripeReadError,
): Promise<void> {
  authorize(ctx, 'connected_accounts.sync');
  const read = { priority: readPriority(ctx) };
  const askedAt = now();
  if (await letsUsIn(connectedAccountId, read))
    throw doubt('Stripe refused this read, although it lets Sluice into the account.', refusal);
  if (!(await isToldByEvent(connectedAccountId))) {
    if (!(await isKnown(connectedAccountId)))
      throw doubt(
        'Stripe does not let Sluice into this account, which Sluice has never seen: it is not connected, or not to this platform.',
        refusal,
      );
    const others = await newestOthers(connectedAccountId);
    if (others.length > 0 && !(await isAnyOpen(others, read)))
      throw doubt(
        'Stripe lets Sluice into none of the accounts that were asked. Is STRIPE_SECRET_KEY the key of this platform?',
        refusal,
      );
  }
  await markConnectedAccountDeauthorized(ctx, { connectedAccountId, readAt: askedAt });
}

/** Another error than being refused is no answer, and is thrown. */
async function letsUsIn(connectedAccountId: string, read: ReadOptions): Promise<boolean> {
  try {
    await retrieveConnectedAccount(connectedAccountId, read);
    return true;
  } catch (error) {
    if (isPermissionLost(error)) return false;
    throw error;
  }
}

async function isAnyOpen(connectedAccountIds: readonly string[], read: ReadOptions): Promise<boolean> {
  for (const connectedAccountId of connectedAccountIds)
    if (await letsUsIn(connectedAccountId, read)) return true;
  return false;
}

/** Signed by Stripe: no key is needed to believe it. One that was connected again since lets us in and is not asked about. */
async function isToldByEvent(connectedAccountId: string): Promise<boolean> {
  const told = await database()
    .select({ stripeEventId: stripeEvents.stripeEventId })
    .from(stripeEvents)
    .where(
      and(
        eq(stripeEvents.connectedAccountId, connectedAccountId),
        eq(stripeEvents.type, 'account.application.deauthorized'),
      ),
    )
    .limit(1);
  return told.length > 0;
}

async function isKnown(connectedAccountId: string): Promise<boolean> {
  return (
    (await database().$count(
      connectedAccounts,
      eq(connectedAccounts.connectedAccountId, connectedAccountId),
    )) > 0
  );
}

async function newestOthers(connectedAccountId: string): Promise<string[]> {
  const rows = await database()
    .select({ id: connectedAccounts.connectedAccountId })
    .from(connectedAccounts)
    .where(
      and(
        ne(connectedAccounts.connectedAccountId, connectedAccountId),
        isNull(connectedAccounts.deauthorizedAt),
      ),
    )
    .orderBy(desc(connectedAccounts.createdAtStripe), desc(connectedAccounts.connectedAccountId))
    .limit(WITNESSES);
  return rows.map(({ id }) => id);
}

const doubt = (message: string, refusal: StripeReadError): StripeReadError =>
  new StripeReadError('refused', message, refusal.cause);
