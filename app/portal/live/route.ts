import { noteRefused } from '#app/_edge/note-refused.ts';
import { requireQuietOwnerContext } from '#app/_edge/operator.ts';
import { DomainError } from '#lib/errors.ts';
import { readOwnGrant } from '#lib/portal/grant-queries.ts';

const NO_STORE = { 'cache-control': 'no-store' };

/** What a session of the signed-in owner's account would grant now, as a mark. An open page asks every few seconds. */
export async function GET(): Promise<Response> {
  try {
    const { mark } = await readOwnGrant(await requireQuietOwnerContext());
    return Response.json({ mark }, { headers: NO_STORE });
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    await noteRefused('portal.read', error);
    const status = error.code === 'unauthenticated' ? 401 : error.code === 'forbidden' ? 403 : 409;
    return new Response(error.message, { status, headers: NO_STORE });
  }
}
