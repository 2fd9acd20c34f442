import { parseArgs } from 'node:util';
import { findOperatorByEmail } from '#lib/auth/sign-in.ts';
import { jobContext } from '#lib/context.ts';
import { asDatabaseOwner, closeDatabase } from '#lib/db/client.ts';
import { siteUrl } from '#lib/env.ts';
import { DomainError } from '#lib/errors.ts';
import { inviteOperator } from '#lib/people/invite-operator.ts';
import { renewInvitation } from '#lib/people/renew-invitation.ts';
import { operatorRoleSchema } from '#lib/people/schemas.ts';
import { withDatabaseUrl } from './database-url.ts';

/*
 * Adds somebody from the machine, or makes a new link for somebody who is there: the way to the first administrators, and
 * to an administrator's new password. It runs as the owner of the database (DATABASE_MIGRATION_URL), who is none of the people:
 * what the program's own role could do here, whoever runs code in it could do too.
 */

const USAGE =
  'Usage: npm run people:invite -- --email olga@work.example --name "Olga Work" --role administrator\n' +
  `Roles: ${operatorRoleSchema.options.join(', ')}. For somebody who is there already, --email is enough.`;

const ctx = jobContext('invite-from-machine');

const { values } = parseArgs({
  options: { email: { type: 'string' }, name: { type: 'string' }, role: { type: 'string' } },
});

if (values.email === undefined) {
  console.error(USAGE);
  process.exitCode = 2;
} else {
  const { email, name = '', role = 'viewer' } = values;
  const link = new URL('/invitation', siteUrl());
  await withDatabaseUrl(async () => {
    try {
      link.searchParams.set('token', await asDatabaseOwner(() => makeLink(email, name, role)));
      console.log(link.href);
      console.log(
        'It works once, for three days. Give it to them yourself; with single sign-on they need none.',
      );
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      console.error(`${error.message}\n${USAGE}`);
      process.exitCode = 1;
    } finally {
      await closeDatabase();
    }
  });
}

async function makeLink(email: string, name: string, role: string): Promise<string> {
  const known = await findOperatorByEmail(email);
  if (known) return (await renewInvitation(ctx, { operatorId: known.operatorId })).token;
  const parsed = operatorRoleSchema.safeParse(role);
  if (!parsed.success) throw new DomainError('invalid_input', `There is no role ${role}.`);
  return (await inviteOperator(ctx, { email, name, role: parsed.data })).token;
}
