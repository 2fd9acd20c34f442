import { noteRefused, refuseForeign } from '#app/_edge/note-refused.ts';
import { requireContext } from '#app/_edge/operator.ts';
import { postedForm } from '#app/_edge/posted-form.ts';
import { isSameOrigin } from '#app/_edge/same-origin.ts';
import type { Context } from '#lib/context.ts';
import { DomainError } from '#lib/errors.ts';
import { askBulkDecision } from '#lib/payouts/bulk/ask-bulk-decision.ts';
import { retryBulkDecision } from '#lib/payouts/bulk/retry-bulk-decision.ts';
import { matchingRequests } from './matching-requests.ts';

/**
 * A plain form post: what was chosen in the queue, or the failed items of an earlier one with `retry`; leads to the page
 * that shows it. `scope` and `row` are those of the selection bar: with `matching`, the rows are those left out.
 */
export async function POST(request: Request): Promise<Response> {
  if (!isSameOrigin(request.headers)) return refuseForeign('payouts.approve', 'Sent from another site.');
  const form = await postedForm(request);
  if (form instanceof Response) return form;
  try {
    const { bulkDecisionId } = await open(await requireContext(), form);
    return leadTo(`/bulk-decisions/${bulkDecisionId}`);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    await noteRefused('payouts.approve', error);
    if (error.code === 'unauthenticated') return leadTo('/sign-in?callbackUrl=%2Fpayouts');
    const retry = form.get('retry');
    if (typeof retry === 'string' && /^bdc_[0-9a-z_]+$/.test(retry))
      return leadTo(`/bulk-decisions/${retry}?refused=${error.code}`);
    return new Response(error.message, { status: error.code === 'forbidden' ? 403 : 400 });
  }
}

async function open(ctx: Context, form: FormData): Promise<{ bulkDecisionId: string }> {
  const text = (name: string): string => {
    const value = form.get(name);
    return typeof value === 'string' ? value : '';
  };
  if (text('retry') !== '') return retryBulkDecision(ctx, { bulkDecisionId: text('retry') });
  const rows = form.getAll('row').filter((value) => typeof value === 'string');
  const payoutRequestIds =
    text('scope') === 'matching' ? await matchingRequests(ctx, { q: text('q'), except: rows }) : rows;
  const decision = text('decision') === 'reject' ? 'reject' : 'approve';
  return askBulkDecision(ctx, { decision, payoutRequestIds });
}

function leadTo(location: string): Response {
  return new Response(null, { status: 303, headers: { location } });
}
