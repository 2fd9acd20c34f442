import { formText } from '#app/_edge/form-text.ts';
import { backToForm, leadTo } from '#app/_edge/lead-to.ts';
import { refuseForeign } from '#app/_edge/note-refused.ts';
import { postedForm } from '#app/_edge/posted-form.ts';
import { isSameOrigin } from '#app/_edge/same-origin.ts';
import { DomainError } from '#lib/errors.ts';
import { acceptWithPassword } from '#lib/onboarding/accept-with-password.ts';

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
    // A link that works no more the page finds by itself; of one that still does the address is what stands in the way.
    if (error instanceof DomainError) return backToForm(PAGE, token, 'taken');
    throw error;
  }
}
