import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import postgres from 'postgres';

/** The rights of web, worker and ingress. A login may take this role and holds no right without it. */
const RUNTIME_ROLE = 'sluice_app';

/** What Postgres 18 itself uses for a password that it is given in the clear. */
const SCRAM_ITERATIONS = 4096;

/**
 * Makes the role that `url` logs in with, or gives it the password in `url`, so that the processes need not log in as the
 * owner of the tables. A role that can log in and take the runtime role already is left alone.
 * @param ownerUrl an address on the same database of somebody who may make roles
 * @throws Error in one sentence when the role exists and is not one that this made
 */
export async function ensureDatabaseLogin(ownerUrl: string, url: string): Promise<void> {
  const { name, password } = credentials(url);
  if (name === credentials(ownerUrl).name || (await canLogIn(url))) return;
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => undefined });
  try {
    await makeRole(sql, RUNTIME_ROLE, 'nologin');
    if (!(await makeRole(sql, name, 'login noinherit')) && !(await isLoginOfOurs(sql, name)))
      throw new Error(
        `DATABASE_URL does not log in, and its role ${name} was not made by Sluice. Correct the address, or run as the ` +
          `owner of that role: grant ${RUNTIME_ROLE} to ${name} with inherit false`,
      );
    // The rights come by taking the role alone: the database tells by `current_user` who acts.
    await sql`grant ${sql(RUNTIME_ROLE)} to ${sql(name)} with inherit false, set true`;
    if (password !== '') await sql.unsafe(`alter role ${quoted(name)} password '${scramVerifier(password)}'`);
  } catch (error) {
    // Another process may have done the same at this moment.
    if (!(await canLogIn(url))) throw error;
  } finally {
    await sql.end({ timeout: 5 });
  }
}

function credentials(url: string): { name: string; password: string } {
  const { username, password } = new URL(url);
  return { name: decodeURIComponent(username), password: decodeURIComponent(password) };
}

async function canLogIn(url: string): Promise<boolean> {
  const sql = postgres(url, { max: 1, connect_timeout: 5, connection: { role: RUNTIME_ROLE } });
  try {
    await sql`select 1`;
    return true;
  } catch (error) {
    // 28…: wrong password or no such role; 42501 and 22023: it may not take the runtime role, or there is none yet.
    if (error instanceof postgres.PostgresError && /^(?:28\w{3}|42501|22023)$/.test(error.code)) return false;
    throw error;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** @returns whether it was made now */
async function makeRole(sql: postgres.Sql, name: string, attributes: string): Promise<boolean> {
  const [found] = await sql`select 1 from pg_roles where rolname = ${name}`;
  if (found !== undefined) return false;
  await sql.unsafe(`create role ${quoted(name)} ${attributes}`);
  return true;
}

/** A member of the runtime role without power of its own: whoever else is named must not lose a password to a slip. */
async function isLoginOfOurs(sql: postgres.Sql, name: string): Promise<boolean> {
  const [found] = await sql`
    select 1 from pg_roles as login
    where rolname = ${name} and not rolsuper and not rolcreaterole
      and exists (select from pg_auth_members where member = login.oid and roleid = to_regrole(${RUNTIME_ROLE})
                  and not inherit_option)
      and not exists (select from pg_class where relowner = login.oid)`;
  return found !== undefined;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** RFC 5802 as Postgres stores it: the password itself reaches neither the server's log nor its list of statements. */
function scramVerifier(password: string): string {
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(password.normalize('NFKC'), salt, SCRAM_ITERATIONS, 32, 'sha256');
  const keyed = (text: string): Buffer => createHmac('sha256', salted).update(text).digest();
  const storedKey = createHash('sha256').update(keyed('Client Key')).digest();
  const parts = [salt, storedKey, keyed('Server Key')].map((bytes) => bytes.toString('base64'));
  return `SCRAM-SHA-256$${String(SCRAM_ITERATIONS)}:${parts[0] ?? ''}$${parts[1] ?? ''}:${parts[2] ?? ''}`;
}
