import postgres from 'postgres';

const REFUSED_LOGIN = /^28/;
const NO_DATABASE = '3D000';
/** Not allowed to take a role, or no such role; both codes mean other things too. */
const ROLE_CODES = /^(42501|22023)$/;
const NO_TABLE = '42P01';
const NOT_SERVING = /^57P0/;
/** postgres.js's own codes, and the socket's. */
const NO_ANSWER =
  /^(CONNECTION_(CLOSED|ENDED|DESTROYED)|CONNECT_TIMEOUT|ECONNRESET|ECONNREFUSED|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ENOENT)$/;

/** The server's own error under drizzle's wrapper, or the first with a code of the socket's. */
function withCode(error: unknown): (Error & { code: string }) | null {
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if ('code' in cause && typeof cause.code === 'string') return cause as Error & { code: string };
  return null;
}

/** Whether Postgres answered and does not know this login: waiting changes nothing about it. */
export function isLoginRefused(error: unknown): boolean {
  const found = withCode(error);
  return found instanceof postgres.PostgresError && REFUSED_LOGIN.test(found.code);
}

/** Whether no Postgres serves at the address, as while one starts: time alone may mend it. */
export function isAbsentForNow(error: unknown): boolean {
  const found = withCode(error);
  if (found === null) return false;
  return (found instanceof postgres.PostgresError ? NOT_SERVING : NO_ANSWER).test(found.code);
}

/**
 * What whoever starts a process can do about a Postgres that does not serve it, in sentences without a stack; null for
 * every other error. The server's words name users, roles and databases, never a password.
 */
export function connectionProblem(error: unknown): string | null {
  const found = withCode(error);
  if (found === null) return null;
  const { code, message } = found;
  if (!(found instanceof postgres.PostgresError))
    return NO_ANSWER.test(code)
      ? `No Postgres answers at the address in DATABASE_URL (${code}). Start it, or correct the address.`
      : null;
  if (REFUSED_LOGIN.test(code))
    return `Postgres does not let Sluice in: ${message}. Correct the address in DATABASE_URL, or run npm run db:migrate with the owner’s address as DATABASE_MIGRATION_URL: it makes the login.`;
  if (code === NO_DATABASE)
    return `Postgres has no such database: ${message}. Correct the address in DATABASE_URL, or create the database and run: npm run db:migrate`;
  if (ROLE_CODES.test(code) && message.includes('role'))
    return `The login in DATABASE_URL may not act for Sluice: ${message}. Run npm run db:migrate with the owner’s address as DATABASE_MIGRATION_URL.`;
  if (code === NO_TABLE && message.includes('__drizzle_migrations'))
    return 'The database in DATABASE_URL is empty. Run: npm run db:migrate';
  return NOT_SERVING.test(code) ? `Postgres does not serve now: ${message}. Start again in a moment.` : null;
}
