import { OwnerLogins } from '#components/onboarding/owner-logins.tsx';
import type { Context } from '#lib/context.ts';
import { listOwnerLogins } from '#lib/onboarding/owner-login-queries.ts';

/** Who signs in for the account. */
export async function AccountOwners({
  ctx,
  connectedAccountId,
}: {
  ctx: Context;
  connectedAccountId: string;
}) {
  return <OwnerLogins owners={await listOwnerLogins(ctx, connectedAccountId)} />;
}
