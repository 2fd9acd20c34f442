import { cookies } from 'next/headers';
import { isTimeZone } from '#components/ui/format-instant.ts';
import { THEMES, USUAL_PREFERENCES } from '#lib/preferences/choices.ts';
import type { Preferences } from '#lib/preferences/types.ts';
import { getOperator } from './operator.ts';

/** What this browser was last told, for the pages before the sign-in: they should not flash in the other theme. */
export const THEME_COOKIE = 'sluice.theme';

/** How the person of this request wants to see things; of somebody who is not signed in, only the theme is known. */
export async function readPreferences(): Promise<Preferences> {
  const operator = await getOperator().catch(() => {
    // The page reads the session too and answers for a database that is away; its frame is drawn in any case.
    return null;
  });
  if (operator) {
    const { zone } = operator.preferences;
    // A name that a newer machine has dropped must not keep its owner from every page.
    return { ...operator.preferences, zone: isTimeZone(zone) ? zone : USUAL_PREFERENCES.zone };
  }
  const theme = (await cookies()).get(THEME_COOKIE)?.value;
  return { ...USUAL_PREFERENCES, theme: THEMES.find((known) => known === theme) ?? USUAL_PREFERENCES.theme };
}
