import type { Context } from '../context.ts';
import { makeSellerLink } from './make-seller-link.ts';
import { sendSellerLink } from './send-seller-link.ts';

/**
 * A link for whoever was invited: mailed where there is a mail server, and returned. @throws whatever `makeSellerLink` throws
 */
export async function sendOwnerLink(
  ctx: Context,
  asked: { sellerInvitationId: string; linksSeen?: number },
): Promise<{ token: string }> {
  const link = await makeSellerLink(ctx, asked);
  await sendSellerLink(link);
  return { token: link.token };
}
