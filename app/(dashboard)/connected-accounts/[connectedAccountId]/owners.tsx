import { OwnerLogins } from '#components/onboarding/owner-logins.tsx';
import { permissionsOf } from '#lib/auth/authorize.ts';
import type { Context } from '#lib/context.ts';
import { listOwnerLogins } from '#lib/onboarding/owner-login-queries.ts';
import { listSameHands } from '#lib/people/queries.ts';
import { letOwnerInAction, shutOwnerOutAction } from './owner-actions.ts';

/** Who signs in for the account, and what an administrator can do about it. */
export async function AccountOwners({
  ctx,
  connectedAccountId,
}: {
  ctx: Context;
  connectedAccountId: string;
}) {
  const owners = await listOwnerLogins(ctx, connectedAccountId);
  const actions =
    ctx.actor.kind === 'operator' && permissionsOf(ctx.actor).includes('owners.manage')
      ? {
          shutOut: shutOwnerOutAction,
          letIn: letOwnerInAction,
          mine: ctx.actor.operatorId,
          oneHand: await listSameHands(
            ctx,
            owners.map(({ disabledBy }) => disabledBy),
          ),
        }
      : null;
  return <OwnerLogins owners={owners} actions={actions} />;
}
