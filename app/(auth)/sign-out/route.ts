import { refuseForeign } from '#app/_edge/note-refused.ts';
import { isSameOrigin } from '#app/_edge/same-origin.ts';
import { contextOf, contextOfOwner, getOperator, getOwner } from '#app/_edge/operator.ts';
import { endOwnerSession } from '#lib/auth/end-owner-session.ts';
import { endOperatorSession } from '#lib/auth/end-operator-session.ts';
import { sessionHandle } from '#lib/auth/session-handle.ts';
import { dropSessionCookie } from '#lib/auth/session.ts';

/** A plain form post, so that it works without scripts: ends the session in the database, then drops the cookie. */
export async function POST(request: Request): Promise<Response> {
  if (!isSameOrigin(request.headers)) return refuseForeign('sessions.own', 'Sent from another site.');
  const operator = await getOperator();
  if (operator)
    await endOperatorSession(await contextOf(operator), { sessionHandle: sessionHandle(operator.sessionId) });
  const owner = await getOwner();
  if (owner) await endOwnerSession(await contextOfOwner(owner), { sessionId: owner.sessionId });
  await dropSessionCookie();
  return new Response(null, { status: 303, headers: { location: '/sign-in?left=1' } });
}
