import { formText } from '#app/_edge/form-text.ts';
import { backToForm, leadTo } from '#app/_edge/lead-to.ts';
import { refuseForeign } from '#app/_edge/note-refused.ts';
import { postedForm } from '#app/_edge/posted-form.ts';
import { isSameOrigin } from '#app/_edge/same-origin.ts';
import { setPassword } from '#lib/auth/set-password.ts';
import { DomainError } from '#lib/errors.ts';

const PAGE = '/invitation';

/** A plain form post, so that it works without scripts: sets a password with a single-use link, then leads to sign-in. */
export async function POST(request: Request): Promise<Response> {
  if (!isSameOrigin(request.headers)) return refuseForeign('password.own', 'Sent from another site.');
  const form = await postedForm(request);
  if (form instanceof Response) return form;
  const token = formText(form, 'token');
  const password = formText(form, 'password');
  if (password !== formText(form, 'again')) return backToForm(PAGE, token, 'unlike');
  try {
    const problem = await setPassword(token, password);
    return problem === null ? leadTo(`${PAGE}?done=1`) : backToForm(PAGE, token, problem);
  } catch (error) {
    // The page finds the same and says so.
    if (error instanceof DomainError) return backToForm(PAGE, token, 'link');
    throw error;
  }
}
