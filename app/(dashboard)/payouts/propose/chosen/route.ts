import { noteRefused, refuseForeign } from '#app/_edge/note-refused.ts';
import { requireContext } from '#app/_edge/operator.ts';
import { postedForm } from '#app/_edge/posted-form.ts';
import { isSameOrigin } from '#app/_edge/same-origin.ts';
import { authorize } from '#lib/auth/authorize.ts';
import { DomainError } from '#lib/errors.ts';
import { FILE_LINES_MAX } from '#lib/payouts/rules/payout-file.ts';

/**
 * A plain form post of what was chosen in the list of connected accounts; leads to the form with a line for each. All
 * that match a filter are more than somebody reads through, so they are not taken.
 */
export async function POST(request: Request): Promise<Response> {
  if (!isSameOrigin(request.headers)) return refuseForeign('payouts.propose', 'Sent from another site.');
  const form = await postedForm(request);
  if (form instanceof Response) return form;
  try {
    authorize(await requireContext(), 'payouts.propose');
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    await noteRefused('payouts.propose', error);
    if (error.code === 'unauthenticated') return leadTo('/sign-in?callbackUrl=%2Fconnected-accounts');
    return new Response(error.message, { status: 403 });
  }
  const rows = form.getAll('row').filter((value) => typeof value === 'string');
  if (form.get('scope') === 'matching') return leadTo('/payouts/propose?chosen=all');
  return leadTo(
    `/payouts/propose?${new URLSearchParams(rows.slice(0, FILE_LINES_MAX).map((row) => ['row', row])).toString()}`,
  );
}

function leadTo(location: string): Response {
  return new Response(null, { status: 303, headers: { location } });
}
