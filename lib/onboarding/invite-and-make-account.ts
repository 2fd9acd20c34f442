import type { Context } from '../context.ts';
import { inviteSeller } from './invite-seller.ts';
import { sendSellerAccount } from './send-seller-account.ts';

type Invited = Parameters<typeof inviteSeller>[1];

/**
 * Invites a seller and makes their account. What is refused after the invitation was written down is said, and goes on from
 * the list of invitations. @throws DomainError as both
 */
export async function inviteAndMakeAccount(ctx: Context, input: Invited): Promise<{ token: string }> {
  const invited = await inviteSeller(ctx, input);
  return sendSellerAccount(ctx, { ...invited, linksSeen: 0 });
}
