import { PgPreparedQuery } from 'drizzle-orm/pg-core';

/*
 * Drizzle's errors repeat every parameter in their message: what owners write, names and the last digits of bank accounts would end in
 * logs, alarms and in what Next prints. Its cache, which nothing here uses, is where it makes them; without it a query fails
 * with Postgres's own error, in a transaction and outside.
 */
Object.assign(PgPreparedQuery.prototype, {
  queryWithCache: (_text: string, _parameters: unknown[], query: () => Promise<unknown>) => query(),
});
