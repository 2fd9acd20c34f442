import { noteRefused, refuseVisitor } from '#app/_edge/note-refused.ts';
import { requireContext } from '#app/_edge/operator.ts';
import { readPreferences } from '#app/_edge/preferences.ts';
import { isoDay } from '#components/ui/format-instant.ts';
import { DomainError } from '#lib/errors.ts';
import { countNewerPayouts } from '#lib/payouts/queries.ts';
import { readPayoutListRequest } from '../search-params.ts';

/** How many payouts of the list's own filter came after the newest one on screen: a number and nothing else. */
export async function GET(request: Request): Promise<Response> {
  const refusal = await refuseVisitor('payouts.read');
  if (refusal) return refusal;
  const ctx = await requireContext();
  const { zone } = await readPreferences();
  const { at = '', id = '', ...raw } = Object.fromEntries(new URL(request.url).searchParams);
  const { filter, problems } = readPayoutListRequest(raw, { zone, today: isoDay(ctx.now, zone) });
  if (problems.length > 0 || Number.isNaN(Date.parse(at)))
    return new Response('Not a list of ours.', { status: 400 });
  try {
    const count = await countNewerPayouts(ctx, filter, { sortKey: new Date(at).toISOString(), payoutId: id });
    return Response.json({ count }, { headers: { 'cache-control': 'no-store' } });
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    if (error.code === 'forbidden') await noteRefused('payouts.read', error);
    return new Response(error.message, { status: error.code === 'forbidden' ? 403 : 400 });
  }
}
