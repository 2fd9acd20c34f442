import { cookies } from 'next/headers';
import { isTimeZone } from '#components/ui/format-instant.ts';

export const THEMES = ['system', 'light', 'dark'] as const;
export const DENSITIES = ['compact', 'normal', 'comfortable'] as const;

/** How this browser wants to see things. Kept in cookies, so that the first paint is already right. */
export type Preferences = {
  theme: (typeof THEMES)[number];
  density: (typeof DENSITIES)[number];
  /** IANA name; `UTC` until somebody chooses. */
  zone: string;
};

export const PREFERENCE_COOKIES = {
  theme: 'sluice.theme',
  density: 'sluice.density',
  zone: 'sluice.zone',
} as const satisfies Record<keyof Preferences, string>;

/** The preferences of this request; a value that is not one of ours counts as not set. */
export async function readPreferences(): Promise<Preferences> {
  const jar = await cookies();
  const theme = jar.get(PREFERENCE_COOKIES.theme)?.value;
  const density = jar.get(PREFERENCE_COOKIES.density)?.value;
  const zone = jar.get(PREFERENCE_COOKIES.zone)?.value;
  return {
    theme: THEMES.find((known) => known === theme) ?? 'system',
    density: DENSITIES.find((known) => known === density) ?? 'normal',
    zone: zone !== undefined && isTimeZone(zone) ? zone : 'UTC',
  };
}
