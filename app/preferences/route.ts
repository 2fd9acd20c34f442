import { noteRefused, refuseForeign } from '#app/_edge/note-refused.ts';
import { requireContext } from '#app/_edge/operator.ts';
import { postedForm } from '#app/_edge/posted-form.ts';
import { THEME_COOKIE } from '#app/_edge/preferences.ts';
import { isSameOrigin } from '#app/_edge/same-origin.ts';
import { isSecureSite, siteOrigin } from '#app/_edge/site.ts';
import { callbackPath } from '#lib/auth/callback-path.ts';
import { DomainError } from '#lib/errors.ts';
import { changePreferences } from '#lib/preferences/change-preferences.ts';
import { timeZoneCalled } from '#lib/preferences/time-zones.ts';

const ONE_YEAR_IN_SECONDS = 31_536_000;

const NAMES = ['zone', 'theme', 'density', 'singleKeys'] as const;
type Name = (typeof NAMES)[number];

/**
 * A plain form post from any page: changes one preference of whoever is signed in and goes back to that page. The
 * settings then say that it was kept, or what was wrong with it.
 */
export async function POST(request: Request): Promise<Response> {
  if (!isSameOrigin(request.headers)) return refuseForeign('preferences.own', 'Sent from another site.');
  const cameFrom = callbackPath(request.headers.get('referer'), siteOrigin(request.headers));
  const form = await postedForm(request);
  if (form instanceof Response) return form;
  const name = NAMES.find((known) => form.has(known));
  const value = name === undefined ? null : form.get(name);
  if (name === undefined || typeof value !== 'string') return backTo(cameFrom);
  const zone = name === 'zone' ? timeZoneCalled(value) : null;
  if (name === 'zone' && zone === null) return backTo(settingsSaying({ like: value.slice(0, 60) }, name));
  try {
    // The verb knows the values of each and refuses any other text.
    await changePreferences(await requireContext(), { [name]: zone ?? value });
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    await noteRefused('preferences.own', error);
    return backTo(error.code === 'invalid_input' ? settingsSaying({ refused: name }, name) : cameFrom);
  }
  const isOnSettings = new URL(cameFrom, 'http://localhost').pathname === '/settings';
  const answer = backTo(isOnSettings ? settingsSaying({ saved: name }, name) : cameFrom);
  if (name === 'theme') answer.headers.append('set-cookie', themeCookie(value));
  return answer;
}

function backTo(location: string): Response {
  return new Response(null, { status: 303, headers: { location } });
}

/** The settings with an answer in their address, at the section that it is about. */
function settingsSaying(answer: Readonly<Record<string, string>>, section: Name): string {
  return `/settings?${new URLSearchParams(answer).toString()}#${section}`;
}

function themeCookie(theme: string): string {
  const secure = isSecureSite() ? '; Secure' : '';
  return `${THEME_COOKIE}=${theme}; Path=/; Max-Age=${String(ONE_YEAR_IN_SECONDS)}; HttpOnly; SameSite=lax${secure}`;
}
