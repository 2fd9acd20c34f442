import { sql } from 'drizzle-orm';
import { authorize } from '../auth/authorize.ts';
import { fetchConnectedAccount } from '../connected-accounts/fetch-connected-account.ts';
import { sendManualSchedule } from '../connected-accounts/send-manual-schedule.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { DomainError } from '../errors.ts';
import { log } from '../log.ts';
import { findInvitedAccount } from '../stripe/create-connected-account.ts';
import { isOutage, StripeReadError } from '../stripe/errors.ts';
import { CALL_IS_OVER_SECONDS } from './known-absent.ts';
import { noteSellerAbsence } from './note-seller-absence.ts';
import { recordSellerAccount } from './record-seller-account.ts';

/** Somebody will have asked Stripe long before. */
const LOOKED_FOR_DAYS = 30;

const BATCH = 20;

/**
 * Looks at Stripe for the accounts that were asked for and never answered. One that is there is locked, read back and written
 * beside its invitation, also when that was taken back; that none is there is written down, and asked again the later the longer it is
 * ago (a tenth of the time since the call). Stripe's silence leaves the rest for the next run.
 * @returns how many were found and how many are not there
 */
export async function fetchInvitedAccounts(ctx: Context): Promise<{ found: number; absent: number }> {
  authorize(ctx, 'sellers.look_up');
  const rows = await database().execute<{ id: string; first: string; last: string; looked_at: string }>(sql`
    select seller_invitation_id as id, first_called_at::text as first, called.last::text as last, now()::text as looked_at
    from seller_invitations, lateral (select coalesce(last_called_at, first_called_at) as last) as called
    where state = 'unknown' and called.last between now() - make_interval(days => ${LOOKED_FOR_DAYS}) and now() - make_interval(secs => ${CALL_IS_OVER_SECONDS})
      and (absent_at is null or absent_at < called.last + make_interval(secs => ${CALL_IS_OVER_SECONDS}) or now() - absent_at > (now() - called.last) / 10)
    order by called.last limit ${BATCH}`);
  const result = { found: 0, absent: 0 };
  for (const { id, first, last, looked_at } of rows) {
    try {
      const account = await findInvitedAccount(id, { first: new Date(first), last: new Date(last) });
      if (account === null) {
        await noteSellerAbsence(ctx, { sellerInvitationId: id, lookedAt: new Date(looked_at) });
        result.absent += 1;
        continue;
      }
      await sendManualSchedule(account);
      await fetchConnectedAccount(ctx, account);
      await recordSellerAccount(ctx, {
        sellerInvitationId: id,
        outcome: { kind: 'created', connectedAccountId: account, stripeRequestId: null },
      });
      result.found += 1;
    } catch (error) {
      if (isOutage(error)) return result;
      // What Stripe refuses of one is no reason to leave the others; the next run says it again.
      if (error instanceof DomainError && error.code === 'precondition_failed')
        log.error(
          { err: error, sellerInvitationId: id },
          'an account that Stripe has is not one that was made for this invitation',
        );
      else if (!(error instanceof StripeReadError)) throw error;
    }
  }
  return result;
}
