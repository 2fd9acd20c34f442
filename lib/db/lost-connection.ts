import postgres from 'postgres';

/** SQLSTATE classes and codes after which the server has closed the connection or is about to. */
const CLOSING_SQLSTATE = /^(08...|57P0[1-4])$/;
/** postgres.js's own codes, and the socket's. */
const CLOSED_CODE =
  /^(CONNECTION_(CLOSED|ENDED|DESTROYED)|CONNECT_TIMEOUT|ECONNRESET|ECONNREFUSED|EPIPE|ETIMEDOUT)$/;

/** Whether the statement failed because its connection is gone; drizzle's wrapper is looked through. */
export function isConnectionLost(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof postgres.PostgresError) return CLOSING_SQLSTATE.test(cause.code);
    if ('code' in cause && typeof cause.code === 'string' && CLOSED_CODE.test(cause.code)) return true;
  }
  return false;
}
