import { noteRefused, refuseForeign } from '#app/_edge/note-refused.ts';
import { requireContext } from '#app/_edge/operator.ts';
import { postedForm } from '#app/_edge/posted-form.ts';
import { isSameOrigin } from '#app/_edge/same-origin.ts';
import { DomainError } from '#lib/errors.ts';
import { engageKillSwitch } from '#lib/kill-switch/engage-kill-switch.ts';

/** A phone on a bad line should see an answer soon; the page after it says what is still under way, and the worker waits on. */
const ANSWER_MS_MAX = 2_000;

const SCOPES = ['everything', 'connected_account', 'currency', 'country', 'method'] as const;

/** A plain form post from the page: stops, then leads to how far it is. */
export async function POST(request: Request): Promise<Response> {
  if (!isSameOrigin(request.headers)) return refuseForeign('kill_switch.engage', 'Sent from another site.');
  const form = await postedForm(request);
  if (form instanceof Response) return form;
  const text = (name: string): string => {
    const value = form.get(name);
    return typeof value === 'string' ? value : '';
  };
  const scope = SCOPES.find((known) => known === text('scope'));
  if (scope === undefined) return backTo('/kill-switch?refused=scope');
  if (text('sure') !== 'yes') return backTo('/kill-switch?refused=sure');
  if (text('reason').trim() === '') return backTo('/kill-switch?refused=reason');
  try {
    const { killSwitchId } = await engageKillSwitch(
      await requireContext(),
      {
        scope,
        scopeValue: scope === 'everything' ? '' : text(scope),
        reason: text('reason'),
      },
      { msMax: ANSWER_MS_MAX },
    );
    return backTo(`/kill-switch/${killSwitchId}`);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    await noteRefused('kill_switch.engage', error);
    if (error.code === 'unauthenticated') return backTo('/sign-in?callbackUrl=%2Fkill-switch');
    return backTo(`/kill-switch?refused=${error.code === 'forbidden' ? 'role' : scope}`);
  }
}

function backTo(location: string): Response {
  return new Response(null, { status: 303, headers: { location } });
}
