import { noteRefused, refuseForeign } from '#app/_edge/note-refused.ts';
import { requireContext } from '#app/_edge/operator.ts';
import { postedForm } from '#app/_edge/posted-form.ts';
import { isSameOrigin } from '#app/_edge/same-origin.ts';
import { authorize } from '#lib/auth/authorize.ts';
import { DomainError } from '#lib/errors.ts';
import { chosenFlags } from './chosen-flags.ts';

/**
 * A plain form post of what was chosen in the list of anomalies; leads to the page that shows them and asks what they are.
 * `scope` and `row` are those of the selection bar: with `matching`, the rows are those left out.
 */
export async function POST(request: Request): Promise<Response> {
  if (!isSameOrigin(request.headers)) return refuseForeign('risk.decide', 'Sent from another site.');
  const form = await postedForm(request);
  if (form instanceof Response) return form;
  try {
    const ctx = await requireContext();
    authorize(ctx, 'risk.decide');
    const ids = await chosenFlags(ctx, form);
    return leadTo(`/anomalies/together?${new URLSearchParams(ids.map((id) => ['flag', id])).toString()}`);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    await noteRefused('risk.decide', error);
    if (error.code === 'unauthenticated') return leadTo('/sign-in?callbackUrl=%2Fanomalies');
    return new Response(error.message, { status: error.code === 'forbidden' ? 403 : 400 });
  }
}

function leadTo(location: string): Response {
  return new Response(null, { status: 303, headers: { location } });
}
