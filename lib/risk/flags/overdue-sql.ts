import { sql } from 'drizzle-orm';

/** Of `risk_flags as flag`: nobody has said what it is in time, nobody put it aside, and nobody was told yet. */
export const isOverdue = sql`flag.state in ('open', 'waiting') and flag.escalated_at is null and flag.due_at <= now()
  and coalesce(flag.snoozed_until <= now(), true)`;
