import { randomUUID } from 'node:crypto';
import { and, asc, eq, isNull } from 'drizzle-orm';
import { connectedAccounts } from '#drizzle/schema/connected-accounts.ts';
import { connectedAccountOwners } from '#drizzle/schema/onboarding.ts';
import { now } from '../clock.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { env } from '../env.ts';

/** The owner of a connected account who may sign in, before there is a session. */
export type SignInOwner = { ownerId: string; connectedAccountId: string; name: string; email: string };

/** More would not fit the page; the demo has one. */
const OWNERS_MAX = 5;

const COLUMNS = {
  ownerId: connectedAccountOwners.ownerId,
  connectedAccountId: connectedAccountOwners.connectedAccountId,
  name: connectedAccountOwners.name,
  email: connectedAccountOwners.email,
};

const IS_PERSONA = and(
  eq(connectedAccountOwners.isDemoPersona, true),
  isNull(connectedAccountOwners.disabledAt),
);

/** Owners of the demo, who sign in by name alone; empty anywhere else. Read before sign-in, so without a context. */
export async function listDemoOwners(): Promise<{ ownerId: string; name: string; accountName: string }[]> {
  if (!env().isDemo) return [];
  return database()
    .select({ ...COLUMNS, accountName: connectedAccounts.displayName })
    .from(connectedAccountOwners)
    .innerJoin(
      connectedAccounts,
      eq(connectedAccounts.connectedAccountId, connectedAccountOwners.connectedAccountId),
    )
    .where(IS_PERSONA)
    .orderBy(asc(connectedAccountOwners.createdAt), asc(connectedAccountOwners.ownerId))
    .limit(OWNERS_MAX);
}

/** The owner with this id; `null` outside the demo, whoever asks. */
export async function findDemoOwner(ownerId: string): Promise<SignInOwner | null> {
  if (!env().isDemo) return null;
  const [row] = await database()
    .select(COLUMNS)
    .from(connectedAccountOwners)
    .where(and(eq(connectedAccountOwners.ownerId, ownerId), IS_PERSONA));
  return row ?? null;
}

/** Somebody whose password was just right. */
export async function findOwnerById(ownerId: string): Promise<SignInOwner | null> {
  const [row] = await database()
    .select(COLUMNS)
    .from(connectedAccountOwners)
    .where(and(eq(connectedAccountOwners.ownerId, ownerId), isNull(connectedAccountOwners.disabledAt)));
  return row ?? null;
}

/** Context of an owner whose identity is proven. */
export function ownerContext({ connectedAccountId, email }: SignInOwner): Context {
  return {
    actor: { kind: 'connected_account_owner', connectedAccountId, email },
    requestId: randomUUID(),
    now: now(),
  };
}
