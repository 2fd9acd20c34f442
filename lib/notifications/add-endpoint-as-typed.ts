import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { addEndpoint } from './add-endpoint.ts';
import { receiverAddress, type Resolve } from './receiver-address.ts';

/**
 * `addEndpoint` for a form: an address to which nothing would be sent is refused now, outside the verb's transaction,
 * and again whenever something is sent.
 * @throws DomainError `forbidden`, `invalid_input`, `conflict`
 */
export async function addEndpointAsTyped(
  ctx: Context,
  asked: { url: string },
  resolve?: Resolve,
): ReturnType<typeof addEndpoint> {
  authorize(ctx, 'notifications.manage');
  const { url } = asked;
  // What is no address at all is refused by the verb.
  if (URL.canParse(url)) await receiverAddress(new URL(url), resolve);
  return addEndpoint(ctx, { url });
}
