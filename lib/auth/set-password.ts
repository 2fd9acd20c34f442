import { and, eq, gt, isNull, sql } from 'drizzle-orm';
import { operators } from '#drizzle/schema/floor.ts';
import { operatorInvitations } from '#drizzle/schema/people.ts';
import { database } from '../db/client.ts';
import { DomainError } from '../errors.ts';
import { acceptInvitation } from './accept-invitation.ts';
import { invitationTokenHash } from './invitation-token.ts';
import { hashPassword } from './password-hash.ts';
import { passwordProblem, type PasswordProblem } from './password-rules.ts';
import { signInContext, type SignInOperator } from './sign-in.ts';

/** Whom a link belongs to; `null` when it is unknown, used, taken back or too old, or its person is disabled. */
export async function findInvitation(token: string): Promise<SignInOperator | null> {
  const [row] = await database()
    .select({
      operatorId: operators.operatorId,
      name: operators.name,
      email: operators.email,
      role: operators.role,
    })
    .from(operatorInvitations)
    .innerJoin(operators, eq(operators.operatorId, operatorInvitations.operatorId))
    .where(
      and(
        eq(operatorInvitations.tokenHash, invitationTokenHash(token)),
        isNull(operatorInvitations.usedAt),
        isNull(operatorInvitations.revokedAt),
        gt(operatorInvitations.expiresAt, sql`now()`),
        isNull(operators.disabledAt),
      ),
    )
    .limit(1);
  return row ?? null;
}

/**
 * Sets the password of whoever holds a link; the link is the proof of who they are, so there is no context yet.
 * @returns what is wrong with the password, or `null` when it was set
 * @throws DomainError `conflict` for a link that no longer works
 */
export async function setPassword(token: string, password: string): Promise<PasswordProblem | null> {
  const operator = await findInvitation(token);
  if (!operator) {
    throw new DomainError(
      'conflict',
      'This link was used or has expired. Ask an administrator for a new one.',
    );
  }
  const problem = passwordProblem(password, [operator.name, operator.email]);
  if (problem === null) {
    const passwordHash = await hashPassword(password);
    await acceptInvitation(signInContext(operator), { token, passwordHash });
  }
  return problem;
}
