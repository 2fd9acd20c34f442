import { formText } from '#app/_edge/form-text.ts';
import { backToForm, leadTo } from '#app/_edge/lead-to.ts';
import { refuseForeign } from '#app/_edge/note-refused.ts';
import { postedForm } from '#app/_edge/posted-form.ts';
import { isSameOrigin } from '#app/_edge/same-origin.ts';
import { DomainError } from '#lib/errors.ts';
import { acceptWithPassword, findOpenLink } from '#lib/onboarding/accept-with-password.ts';

const PAGE = '/invitation/seller';

/** A plain form post, so that it works without scripts: accepts an invitation, then leads to the sign-in. */
export async function POST(request: Request): Promise<Response> {
  if (!isSameOrigin(request.headers)) return refuseForeign('owner_sessions.own', 'Sent from another site.');
  const form = await postedForm(request);
  if (form instanceof Response) return form;
  const token = formText(form, 'token');
  const password = formText(form, 'password');
  if (password !== formText(form, 'again')) return backToForm(PAGE, token, 'unlike');
  try {
    const problem = await acceptWithPassword({
      token,
      email: formText(form, 'email'),
      code: formText(form, 'code'),
      password,
    });
    return problem === null ? leadTo(`${PAGE}?done=1`) : backToForm(PAGE, token, problem);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    if (error.code === 'precondition_failed') return backToForm(PAGE, token, 'changed');
    // What becomes of a link that works no more the page says by itself; of one that still does the address stands in the way.
    const isOpen = (await findOpenLink(token)) !== null;
    return isOpen ? backToForm(PAGE, token, 'taken') : backToPage(token);
  }
}

/** Without a token of ours there is nothing to carry on: whatever was sent reads as any link that nobody knows. */
function backToPage(token: string): Response {
  return leadTo(/^[\w-]{1,100}$/.test(token) ? `${PAGE}?token=${token}` : PAGE);
}
