import { fetchConnectedAccount } from '../connected-accounts/fetch-connected-account.ts';
import { sendManualSchedule } from '../connected-accounts/send-manual-schedule.ts';
import { jobContext, type Context } from '../context.ts';
import { DomainError } from '../errors.ts';
import { createConnectedAccount, findInvitedAccount } from '../stripe/create-connected-account.ts';
import { claimSellerCall } from './claim-seller-call.ts';
import { recordSellerAccount } from './record-seller-account.ts';
import { sendOwnerLink } from './send-owner-link.ts';

/**
 * Makes the account of an invitation at Stripe, at most one however often this is called, reads back that it pays only when
 * asked, mails the link to its owner where there is a mail server, and returns the link's secret.
 * @throws DomainError `conflict` while the outcome is not known: call it again; `precondition_failed` when refused
 */
export async function sendSellerAccount(
  ctx: Context,
  asked: { sellerInvitationId: string; linksSeen?: number },
): Promise<{ token: string }> {
  const { sellerInvitationId } = asked;
  const connectedAccountId = await accountOf(ctx, sellerInvitationId);
  const asJob = jobContext('read-back-invited-account');
  await sendManualSchedule(connectedAccountId);
  await fetchConnectedAccount(asJob, connectedAccountId);
  return sendOwnerLink(ctx, asked);
}

async function accountOf(ctx: Context, sellerInvitationId: string): Promise<string> {
  const claim = await claimSellerCall(ctx, { sellerInvitationId });
  if (claim.kind === 'there') return claim.connectedAccountId;
  const found = claim.called === null ? null : await findInvitedAccount(sellerInvitationId, claim.called);
  if (found !== null) {
    const outcome = { kind: 'created' as const, connectedAccountId: found, stripeRequestId: null };
    await recordSellerAccount(ctx, { sellerInvitationId, outcome });
    return found;
  }
  if (claim.kind === 'to_look')
    throw new DomainError(
      'precondition_failed',
      'Stripe cannot be asked again with this invitation’s key, and has no such account. Take the invitation back and invite again.',
    );
  const answer = await createConnectedAccount(claim.call);
  await recordSellerAccount(ctx, { sellerInvitationId, outcome: answer });
  if (answer.kind === 'created') return answer.connectedAccountId;
  if (answer.kind === 'refused')
    throw new DomainError('precondition_failed', `Stripe refuses this account: ${answer.problem}`);
  if (answer.isKept)
    throw new DomainError(
      'conflict',
      'Stripe keeps a failure under this invitation’s key, so asking again helps no more. It is looked through once more within two minutes; then take the invitation back and invite again.',
    );
  throw new DomainError(
    'conflict',
    'The invitation stands, and nobody knows yet whether Stripe made its account. Try again beside it in the list: Stripe is looked at first.',
  );
}
