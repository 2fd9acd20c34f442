import { and, eq, isNull, sql } from 'drizzle-orm';
import { operators } from '#drizzle/schema/floor.ts';
import { operatorPasswords } from '#drizzle/schema/people.ts';
import { database } from '../db/client.ts';
import { log } from '../log.ts';
import { acceptedDeviceToken } from './device-token.ts';
import { isPassword } from './password-hash.ts';
import { forgetSignInTries, startSignInTry } from './sign-in-delay.ts';
import type { SignInOperator } from './sign-in.ts';

/** Longer is no password and only costs time. */
const TYPED_LENGTH_MAX = 256;

/**
 * The person with this address and password. `null` for a wrong password, an unknown address, somebody disabled or
 * without a password, and a try that came too soon: the same statements and the same hashing in each of them.
 * @param typed.deviceToken what the browser kept from an earlier sign-in, believed only when it is ours
 */
export async function signInWithPassword(typed: {
  email: string;
  password: string;
  deviceToken: string | null;
}): Promise<SignInOperator | null> {
  const email = typed.email.slice(0, TYPED_LENGTH_MAX);
  const key = { email, deviceToken: acceptedDeviceToken(typed.deviceToken, email) };
  if (!(await startSignInTry(key))) {
    log.warn({ reason: 'too soon' }, 'a password was refused');
    return null;
  }
  const found = await findPasswordOf(email);
  const isRight = await isPassword(typed.password.slice(0, TYPED_LENGTH_MAX), found?.passwordHash ?? null);
  if (!found || !isRight) {
    // Never what was typed: people type their password into the wrong field.
    log.warn({ reason: 'wrong', operatorId: found?.operatorId }, 'a password was refused');
    return null;
  }
  await forgetSignInTries(key);
  const { operatorId, name, role } = found;
  return { operatorId, name, email: found.email, role };
}

async function findPasswordOf(email: string) {
  const [row] = await database()
    .select({
      operatorId: operators.operatorId,
      name: operators.name,
      email: operators.email,
      role: operators.role,
      passwordHash: operatorPasswords.passwordHash,
    })
    .from(operators)
    .innerJoin(operatorPasswords, eq(operatorPasswords.operatorId, operators.operatorId))
    .where(and(eq(sql`lower(${operators.email})`, email.trim().toLowerCase()), isNull(operators.disabledAt)))
    .limit(1);
  return row;
}
