import { eq } from 'drizzle-orm';
import { connectedAccounts } from '#drizzle/schema/connected-accounts.ts';
import { accountRejections } from '#drizzle/schema/rejections.ts';
import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { database } from '../../db/client.ts';
import { isOutage, StripeReadError } from '../../stripe/errors.ts';
import { rejectAccount, unrejectAccount } from '../../stripe/reject-account.ts';
import { fetchConnectedAccount } from '../fetch-connected-account.ts';
import type { AccountRejectionRow } from './lock-account-rejection.ts';
import { noteRejectionCall } from './note-rejection-call.ts';
import { recordAccountRejection, type RejectionOutcome } from './record-account-rejection.ts';
import { isRejectedByPlatform } from './rejectable.ts';

/** One after the other; the rest is found by the next run, a minute later. */
const BATCH = 50;

/**
 * Tells Stripe what two people have agreed on, and reads back whether Stripe shows it. Looks first: what is so already is not
 * said again. An answer that did not come leaves it for the next run. @returns how many are over now
 */
export async function sendAccountRejections(ctx: Context): Promise<number> {
  authorize(ctx, 'connected_accounts.send_rejection');
  const rows = await database()
    .select()
    .from(accountRejections)
    .where(eq(accountRejections.state, 'confirmed'))
    .orderBy(accountRejections.askedAt)
    .limit(BATCH);
  let ended = 0;
  for (const row of rows) {
    const outcome = await sendOne(ctx, row);
    await recordAccountRejection(ctx, { accountRejectionId: row.accountRejectionId, outcome });
    if (outcome.kind !== 'away') ended += 1;
  }
  return ended;
}

/** @throws what is no answer of Stripe's */
async function sendOne(ctx: Context, row: AccountRejectionRow): Promise<RejectionOutcome> {
  const { accountRejectionId, connectedAccountId, act, reasonCode } = row;
  try {
    if (await isShown(ctx, row)) return { kind: 'done' };
    await noteRejectionCall(ctx, { accountRejectionId });
    if (act === 'unreject') await unrejectAccount(connectedAccountId);
    else await rejectAccount(connectedAccountId, reasonCode ?? 'other');
    if (await isShown(ctx, row)) return { kind: 'done' };
    return { kind: 'away', problem: 'Stripe took it, and does not show it yet.' };
  } catch (error) {
    if (!(error instanceof StripeReadError)) throw error;
    if (isOutage(error)) return { kind: 'away', problem: error.message };
    const said = error.cause instanceof Error ? error.cause.message : '';
    return { kind: 'refused', problem: said === '' ? error.message : `Stripe says: ${said}` };
  }
}

/** Reads the account anew. @throws StripeReadError */
async function isShown(ctx: Context, { connectedAccountId, act }: AccountRejectionRow): Promise<boolean> {
  await fetchConnectedAccount(ctx, connectedAccountId);
  const [account] = await database()
    .select({ disabledReason: connectedAccounts.disabledReason })
    .from(connectedAccounts)
    .where(eq(connectedAccounts.connectedAccountId, connectedAccountId));
  return isRejectedByPlatform({ disabledReason: account?.disabledReason ?? null }) === (act === 'reject');
}
