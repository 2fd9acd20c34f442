import { z } from 'zod';

/** Long enough for a story, short enough to be read in a list. */
const LENGTH_MAX = 300;

/** Why somebody does what they do, in their own words. */
export const reasonText = z
  .string()
  .trim()
  .min(3, { error: 'Say why, in a few words.' })
  .max(LENGTH_MAX, { error: `Say why in at most ${String(LENGTH_MAX)} characters.` });
