import { cookies } from 'next/headers';
import { DENSITIES, PREFERENCE_COOKIES, THEMES } from '#app/_edge/preferences.ts';
import { isSameOrigin } from '#app/_edge/same-origin.ts';
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
  const jar = await cookies();
  for (const [name, cookie] of Object.entries(PREFERENCE_COOKIES)) {
    const value = form.get(name);
    const accepts = ACCEPTED[name as keyof typeof PREFERENCE_COOKIES]; // a key of that very object
    if (typeof value === 'string' && accepts(value)) {
      jar.set(cookie, value, { path: '/', sameSite: 'lax', httpOnly: true, maxAge: ONE_YEAR_IN_SECONDS });
    }
  }
  const cameFrom = callbackPath(request.headers.get('referer'), new URL(request.url).origin);
  return new Response(null, { status: 303, headers: { location: cameFrom } });
}
