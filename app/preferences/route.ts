import { DENSITIES, PREFERENCE_COOKIES, THEMES } from '#app/_edge/preferences.ts';
import { isSameOrigin } from '#app/_edge/same-origin.ts';
import { isSecureSite, siteOrigin } from '#app/_edge/site.ts';
import { isTimeZone } from '#components/ui/format-instant.ts';
import { callbackPath } from '#lib/auth/callback-path.ts';

const ONE_YEAR_IN_SECONDS = 31_536_000;

const ACCEPTED: Record<keyof typeof PREFERENCE_COOKIES, (value: string) => boolean> = {
  theme: (value) => THEMES.some((known) => known === value),
  density: (value) => DENSITIES.some((known) => known === value),
  zone: isTimeZone,
};

/** A plain form post: remembers theme, density or zone in this browser and goes back to the page it came from. */
export async function POST(request: Request): Promise<Response> {
  if (!isSameOrigin(request.headers)) return new Response('Sent from another site.', { status: 403 });
  const form = await request.formData();
  const cameFrom = callbackPath(request.headers.get('referer'), siteOrigin(request.headers));
  const headers = new Headers({ location: cameFrom });
  for (const [name, cookie] of Object.entries(PREFERENCE_COOKIES)) {
    const value = form.get(name);
    const accepts = ACCEPTED[name as keyof typeof PREFERENCE_COOKIES]; // a key of that very object
    if (typeof value === 'string' && accepts(value)) headers.append('set-cookie', setCookie(cookie, value));
  }
  return new Response(null, { status: 303, headers });
}

function setCookie(name: string, value: string): string {
  const secure = isSecureSite() ? '; Secure' : '';
  return `${name}=${encodeURIComponent(value)}; Path=/; Max-Age=${String(ONE_YEAR_IN_SECONDS)}; HttpOnly; SameSite=lax${secure}`;
}
