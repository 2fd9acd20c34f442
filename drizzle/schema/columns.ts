import { bigint, text, timestamp } from 'drizzle-orm/pg-core';

/** The platform's own rows carry this in `connected_account_id`, so that it can stand in every key. */
export const PLATFORM = 'platform';

/** `acct_…` or `platform`; part of every large table's key. */
export const connectedAccountId = () => text('connected_account_id').notNull();
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });
export const minorAmount = (name: string) => bigint(name, { mode: 'bigint' });
