import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { grantMark } from '../onboarding/rules/grant-mark.ts';
import { mayUseHostedLink } from '../onboarding/rules/hosted-link.ts';
import { sessionGrant } from '../onboarding/rules/session-grant.ts';
import { readSessionFacts } from '../onboarding/session-facts.ts';
import { ownAccountId } from './own-account-id.ts';

/**
 * What a session of the acting owner's account would grant now, as a mark that changes with it, whether Stripe's own page is
 * open to them, and whether there are sessions at all. @throws DomainError `forbidden`, `not_found`
 */
export async function readOwnGrant(ctx: Context): Promise<{
  mark: string;
  mayUseHostedLink: boolean;
  isDisconnected: boolean;
}> {
  authorize(ctx, 'portal.read');
  const facts = await readSessionFacts(ownAccountId(ctx));
  const grant = sessionGrant(facts);
  return {
    mark: grantMark(grant.components),
    mayUseHostedLink: mayUseHostedLink(grant),
    isDisconnected: facts.isDisconnected,
  };
}
