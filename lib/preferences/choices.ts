import type { Preferences } from './types.ts';

export const THEMES = ['system', 'light', 'dark'] as const satisfies readonly Preferences['theme'][];
export const DENSITIES = [
  'compact',
  'normal',
  'comfortable',
] as const satisfies readonly Preferences['density'][];
export const SINGLE_KEYS = ['on', 'off'] as const satisfies readonly Preferences['singleKeys'][];

/** Of whoever has chosen nothing yet, and of whoever is not signed in. */
export const USUAL_PREFERENCES: Preferences = {
  zone: 'UTC',
  theme: 'system',
  density: 'normal',
  singleKeys: 'on',
};
