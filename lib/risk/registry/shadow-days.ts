/** A week of every hour and day, before anybody may ask for a promotion. */
export const SHADOW_DAYS = 7;
