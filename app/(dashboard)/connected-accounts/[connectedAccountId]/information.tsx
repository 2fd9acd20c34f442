import Link from 'next/link';
import { AskForm } from '#components/information-requests/ask-form.tsx';
import { RequestList } from '#components/information-requests/request-list.tsx';
import { Section } from '#components/ui/card.tsx';
import { permissionsOf } from '#lib/auth/authorize.ts';
import type { Context } from '#lib/context.ts';
import { listInformationRequestsOf } from '#lib/information-requests/queries.ts';
import { askForInformationAction, closeInformationRequestAction } from '../requests/actions.ts';

/** What the account's owner was asked and has answered, with the way to ask for more. */
export async function AccountInformation({
  ctx,
  connectedAccountId,
}: {
  ctx: Context;
  connectedAccountId: string;
}) {
  const requests = await listInformationRequestsOf(ctx, connectedAccountId);
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
      {mayAsk ? (
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
