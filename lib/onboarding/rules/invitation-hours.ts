/**
 * How long an owner that nobody confirms is asked for, and how long a link opens: a week, because a seller has a business to run. The
 * database holds it, too.
 */
export const INVITATION_HOURS = 168;
