import 'server-only';
import { env } from '../env.ts';
import { log } from '../log.ts';
import { databaseClient, type Sql } from './client.ts';
import { connectionProblem } from './connection-problem.ts';

/** What the role that logs in could do after `SET ROLE NONE`, whatever role each connection takes by itself. */
type LoginPower = { login: string; isSuperuser: boolean; isOwner: boolean; inherits: boolean };

const REMEDY =
  'Give this address to `npm run db:migrate` as DATABASE_MIGRATION_URL, and a role of its own in DATABASE_URL: that command makes the role.';

async function readLoginPower(sql: Sql): Promise<LoginPower | undefined> {
  const [power] = await sql<LoginPower[]>`
    select session_user as login, login.rolsuper as "isSuperuser",
           exists (select from pg_class where oid = 'public.journal_entries'::regclass and pg_has_role(login.oid, relowner, 'MEMBER'))
           or exists (select from pg_database where datname = current_database() and pg_has_role(login.oid, datdba, 'MEMBER'))
             as "isOwner",
           login.rolname <> 'sluice_app' and pg_has_role(login.oid, 'sluice_app', 'USAGE') as inherits
    from pg_roles as login where rolname = session_user`;
  return power;
}

/** One sentence when whoever runs SQL in this process could undo what the database guards; null when it could not. */
export async function findLoginPower(sql: Sql = databaseClient()): Promise<string | null> {
  const power = await readLoginPower(sql);
  if (power === undefined) return null;
  const whoever = `Sluice logs in to Postgres as ${power.login}`;
  if (power.isSuperuser)
    return `${whoever}, a superuser: SQL in this process can rewrite the ledger. ${REMEDY}`;
  if (power.isOwner)
    return `${whoever}, who owns the tables: SQL in this process can rewrite the ledger. ${REMEDY}`;
  if (power.inherits)
    return `${whoever}, who inherits the rights of sluice_app: one person could change an administrator. Run: grant sluice_app to ${power.login} with inherit false`;
  return null;
}

/**
 * Says so in production, and starts nevertheless: one address for everything is a contract, and whoever begins with it
 * must not find a deployment that stands still (docs/decisions/0013).
 */
export async function warnOfLoginPower(): Promise<void> {
  if (!env().isProduction) return;
  if ((process.env['DATABASE_MIGRATION_URL'] ?? '').trim() !== '')
    log.warn(
      'DATABASE_MIGRATION_URL is set for a server: the owner of the tables is for `npm run db:migrate` alone.',
    );
  try {
    const sentence = await findLoginPower();
    if (sentence !== null) log.warn(sentence);
  } catch (error) {
    // A server may start before its database does; what stands on the screen then is said by the readiness check.
    const problem = connectionProblem(error);
    if (problem !== null) log.warn(problem);
    else log.warn({ err: error }, 'could not look at the power of the database login');
  }
}
