import { sql } from 'drizzle-orm';

/** Of a row of `seller_invitations`, of an account that was there: until when somebody confirms it, or makes a link once they have. */
export const AGREED_UNTIL = sql`agreed_until(invited_at, confirmed_at)`;

/** Of a row of `seller_invitations`: its link opens nothing any more, or nobody confirmed, or made one, within a week. */
export const INVITATION_IS_OVER = sql`case when expires_at is not null then expires_at < now()
  else not makes_account and ${AGREED_UNTIL} <= now() end`;
