import Link from 'next/link';
import { AskForm } from '#components/information-requests/ask-form.tsx';
import { RequestList } from '#components/information-requests/request-list.tsx';
import { Section } from '#components/ui/card.tsx';
import { permissionsOf } from '#lib/auth/authorize.ts';
import type { Context } from '#lib/context.ts';
import { listInformationRequestsOf } from '#lib/information-requests/queries.ts';
import { listOwnerLogins } from '#lib/onboarding/owner-login-queries.ts';
import { askForInformationAction, closeInformationRequestAction } from '../requests/actions.ts';

/** What the account's owner was asked and has answered, with the way to ask for more. */
export async function AccountInformation({
  ctx,
  connectedAccountId,
  isDisconnected,
}: {
  ctx: Context;
  connectedAccountId: string;
  isDisconnected: boolean;
}) {
  const [requests, owners] = await Promise.all([
    listInformationRequestsOf(ctx, connectedAccountId),
    listOwnerLogins(ctx, connectedAccountId),
  ]);
  const unread = unreadBecause(
    isDisconnected,
    owners.some(({ disabledAt }) => disabledAt === null),
  );
  const may = permissionsOf(ctx.actor);
  const mayAsk = may.includes('information.ask');
  return (
    <Section
      id="information"
      title="Asked of its owner"
      aside={
        <Link href="/connected-accounts/requests" prefetch={false}>
          All requests
        </Link>
      }
    >
      {requests.length === 0 ? <p className="muted">Its owner was asked for nothing.</p> : null}
      <RequestList
        requests={requests}
        mayOpen={may.includes('information.open_files')}
        close={mayAsk ? closeInformationRequestAction : null}
      />
      {mayAsk && unread !== null ? <p>{unread}</p> : null}
      {mayAsk && unread === null ? (
        <details className="fold">
          <summary>Ask its owner for something…</summary>
          <AskForm
            // What was sent leaves an empty form.
            key={requests.length}
            action={askForInformationAction}
            connectedAccountId={connectedAccountId}
          />
        </details>
      ) : null}
    </Section>
  );
}

/** Why nothing can be asked: said before anybody writes it. */
function unreadBecause(isDisconnected: boolean, canSomebodySignIn: boolean): string | null {
  if (isDisconnected)
    return 'Nothing can be asked: the account has disconnected the platform, and nobody there is told. Ask its owner, outside Sluice, to connect again.';
  return canSomebodySignIn
    ? null
    : 'Nothing can be asked: nobody can sign in for this account, so nobody would read it. Two people can let its owner in; until then write to them outside Sluice.';
}
