/** A month, as the reminder counts it. */
export const DRILL_DUE_DAYS = 30;
