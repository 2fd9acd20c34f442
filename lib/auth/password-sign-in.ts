import { eq, sql } from 'drizzle-orm';
import { operators } from '#drizzle/schema/floor.ts';
import { operatorPasswords } from '#drizzle/schema/people.ts';
import { countSignInRefusal, type SignInRefusal } from '../audit/count-sign-in-refusal.ts';
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
  // Postgres stores no NUL, and no address has one.
  const email = typed.email.slice(0, TYPED_LENGTH_MAX).replaceAll('\0', '');
  const key = { email, deviceToken: acceptedDeviceToken(typed.deviceToken, email) };
  const isInTime = await startSignInTry(key);
  const found = await findOperatorOf(email);
  if (!isInTime) return refuse('too_soon', found);
  const isRight = await isPassword(
    typed.password.slice(0, TYPED_LENGTH_MAX),
    found?.disabledAt === null ? found.passwordHash : null,
  );
  if (!found || !isRight) return refuse('wrong_password', found);
  await forgetSignInTries(key);
  const { operatorId, name, role } = found;
  return { operatorId, name, email: found.email, role };
}

/** On record with whose door was tried; never what was typed: people type their password into the wrong field. */
async function refuse(code: SignInRefusal['code'], found: { operatorId: string } | undefined): Promise<null> {
  log.warn({ reason: code, operatorId: found?.operatorId }, 'a password was refused');
  await countSignInRefusal({ code, operatorId: found?.operatorId ?? null });
  return null;
}

/** Somebody disabled or without a password too, so that tries at their door are on record as theirs. */
async function findOperatorOf(email: string) {
  const [row] = await database()
    .select({
      operatorId: operators.operatorId,
      name: operators.name,
      email: operators.email,
      role: operators.role,
      disabledAt: operators.disabledAt,
      passwordHash: operatorPasswords.passwordHash,
    })
    .from(operators)
    .leftJoin(operatorPasswords, eq(operatorPasswords.operatorId, operators.operatorId))
    .where(eq(sql`lower(${operators.email})`, email.trim().toLowerCase()))
    .limit(1);
  return row;
}
