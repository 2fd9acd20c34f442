import { confirmationOf } from '#app/_edge/confirmation.ts';
import { noteRefused, refuseForeign } from '#app/_edge/note-refused.ts';
import { requireContext } from '#app/_edge/operator.ts';
import { postedForm } from '#app/_edge/posted-form.ts';
import { isSameOrigin } from '#app/_edge/same-origin.ts';
import type { Confirmation } from '#lib/approvals/step-up/prove-presence.ts';
import { readStepUpWays } from '#lib/approvals/step-up/queries.ts';
import { authorize } from '#lib/auth/authorize.ts';
import type { Context } from '#lib/context.ts';
import { DomainError } from '#lib/errors.ts';
import { engageAsConfirmed } from '#lib/kill-switch/engage-as-confirmed.ts';
import { pressedScope, type PressedScope } from '#lib/kill-switch/schemas.ts';

/** A phone on a bad line should see an answer soon; the page after it says what is still under way, and the worker waits on. */
const ANSWER_MS_MAX = 2_000;

/** A plain form post from the page: stops, then leads to how far it is. */
export async function POST(request: Request): Promise<Response> {
  if (!isSameOrigin(request.headers)) return refuseForeign('kill_switch.engage', 'Sent from another site.');
  const form = await postedForm(request);
  if (form instanceof Response) return form;
  const text = (name: string): string => {
    const value = form.get(name);
    return typeof value === 'string' ? value : '';
  };
  const typed = {
    scope: text('scope'),
    scopeValue: text('scope') === 'everything' ? '' : text(text('scope')),
    reason: text('reason'),
    cancelsPending: text('cancelsPending') === 'yes',
  };
  const parsed = pressedScope.safeParse(typed);
  try {
    const ctx = await requireContext();
    const refused = await refusalOf(ctx, {
      parsed: parsed.success,
      sure: text('sure'),
      reason: typed.reason,
      byPasskey: text('assertion') !== '',
    });
    if (refused !== null || !parsed.success) return backTo(again(refused ?? 'reason', typed));
    return await press(ctx, parsed.data, confirmationOf(form));
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    await noteRefused('kill_switch.engage', error);
    if (error.code === 'unauthenticated') return backTo('/sign-in?callbackUrl=%2Fkill-switch');
    return new Response(
      'Your role may not press the kill switch. Finance operators, risk reviewers and administrators may.\n',
      {
        status: 403,
      },
    );
  }
}

/** What stands in the way before anybody is asked for a code. @throws DomainError `forbidden` for the wrong role */
async function refusalOf(
  ctx: Context,
  { parsed, sure, reason, byPasskey }: { parsed: boolean; sure: string; reason: string; byPasskey: boolean },
): Promise<string | null> {
  authorize(ctx, 'kill_switch.engage');
  if (reason.trim() === '') return 'reason';
  if (!parsed) return 'scope';
  if (sure !== 'yes') return 'sure';
  return byPasskey || (await readStepUpWays(ctx)).hasCodes ? null : 'no_codes';
}

async function press(ctx: Context, pressed: PressedScope, confirmation: Confirmation): Promise<Response> {
  try {
    const { killSwitchId, isNew } = await engageAsConfirmed(
      ctx,
      { press: pressed, confirmation },
      { msMax: ANSWER_MS_MAX },
    );
    return backTo(`/kill-switch/${killSwitchId}${isNew ? '' : `?${PRESSED_AGAIN}`}`);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const why = confirmation.assertion === '' ? WHY[error.code] : PASSKEY_WHY[error.code];
    return backTo(again(why ?? pressed.scope, pressed));
  }
}

/** Whoever pressed what stood already is told so on its page. */
const PRESSED_AGAIN = 'pressed=again';

/** The role was looked at before, so what is forbidden now is the code. */
const WHY: Partial<Record<DomainError['code'], string>> = { forbidden: 'code', precondition_failed: 'wait' };

/** A question to a passkey that is over, or an answer that is not of this person or about this press. */
const PASSKEY_WHY: Partial<Record<DomainError['code'], string>> = {
  forbidden: 'passkey',
  conflict: 'passkey',
};

/** What was typed comes back with the refusal: nobody types it twice on a phone while money leaves. The code does not. */
function again(
  refused: string,
  typed: Record<'scope' | 'scopeValue' | 'reason', string> & { cancelsPending: boolean },
) {
  const { scope, scopeValue: value, reason, cancelsPending } = typed;
  const kept = new URLSearchParams({ refused, scope, value, reason, cancel: cancelsPending ? 'yes' : '' });
  return `/kill-switch?${kept.toString()}`;
}

function backTo(location: string): Response {
  return new Response(null, { status: 303, headers: { location } });
}
