import { eq, sql } from 'drizzle-orm';
import { connectedAccountOwners, ownerPasswords } from '#drizzle/schema/onboarding.ts';
import { countSignInRefusal } from '../audit/count-sign-in-refusal.ts';
import { database } from '../db/client.ts';
import { log } from '../log.ts';
import { acceptedDeviceToken } from './device-token.ts';
import type { SignInOwner } from './owner-sign-in.ts';
import { isPassword } from './password-hash.ts';
import { forgetSignInTries, startSignInTry } from './sign-in-delay.ts';

/** Longer is no password and only costs time. */
const TYPED_LENGTH_MAX = 256;

/** As `signInWithPassword`, for the owners of connected accounts: other rows, the same rules and the same delays. */
export async function signInOwnerWithPassword(typed: {
  email: string;
  password: string;
  deviceToken: string | null;
}): Promise<SignInOwner | null> {
  // Postgres stores no NUL, and no address has one.
  const email = typed.email.slice(0, TYPED_LENGTH_MAX).replaceAll('\0', '');
  const key = { email, deviceToken: acceptedDeviceToken(typed.deviceToken, email) };
  const isInTime = await startSignInTry(key);
  const found = await findOwnerOf(email);
  if (!isInTime) return refuse('too_soon', found);
  const isRight = await isPassword(
    typed.password.slice(0, TYPED_LENGTH_MAX),
    found?.disabledAt === null ? found.passwordHash : null,
  );
  if (!found || !isRight) return refuse('wrong_password', found);
  await forgetSignInTries(key);
  const { ownerId, connectedAccountId, name } = found;
  return { ownerId, connectedAccountId, name, email: found.email };
}

/** Never what was typed: people type their password into the wrong field. */
async function refuse(
  code: 'too_soon' | 'wrong_password',
  found: { ownerId: string } | undefined,
): Promise<null> {
  log.warn({ reason: code, ownerId: found?.ownerId }, 'an owner’s password was refused');
  await countSignInRefusal({ code, operatorId: null });
  return null;
}

async function findOwnerOf(email: string) {
  const [row] = await database()
    .select({
      ownerId: connectedAccountOwners.ownerId,
      connectedAccountId: connectedAccountOwners.connectedAccountId,
      name: connectedAccountOwners.name,
      email: connectedAccountOwners.email,
      disabledAt: connectedAccountOwners.disabledAt,
      passwordHash: ownerPasswords.passwordHash,
    })
    .from(ownerPasswords)
    .innerJoin(connectedAccountOwners, eq(connectedAccountOwners.ownerId, ownerPasswords.ownerId))
    .where(eq(sql`lower(${ownerPasswords.email})`, email.trim().toLowerCase()))
    .limit(1);
  return row;
}
