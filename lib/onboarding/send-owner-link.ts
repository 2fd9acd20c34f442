import type { Context } from '../context.ts';
import { makeSellerLink } from './make-seller-link.ts';
import { sendSellerLink } from './send-seller-link.ts';

/**
 * A link for an owner who cannot sign in any more: mailed where there is a mail server, and returned. Their password counts until
 * they have chosen another. @throws whatever `makeSellerLink` throws
 */
export async function sendOwnerLink(
  ctx: Context,
  { sellerInvitationId }: { sellerInvitationId: string },
): Promise<{ token: string }> {
  const link = await makeSellerLink(ctx, { sellerInvitationId });
  await sendSellerLink(link);
  return { token: link.token };
}
