import { sql } from 'drizzle-orm';
import { INVITATION_HOURS } from './rules/invitation-hours.ts';

/** Of a row of `seller_invitations`: its link opens nothing any more, or nobody confirmed within a week that it should have one. */
export const INVITATION_IS_OVER = sql`case when expires_at is not null then expires_at < now()
  when makes_account or confirmed_at is not null then false
  else invited_at <= now() - make_interval(hours => ${INVITATION_HOURS}) end`;
