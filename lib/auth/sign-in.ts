import { randomUUID } from 'node:crypto';
import { and, asc, eq, isNull, sql, type SQL } from 'drizzle-orm';
import { operators } from '#drizzle/schema/floor.ts';
import { now } from '../clock.ts';
import type { Context, OperatorRole } from '../context.ts';
import { database } from '../db/client.ts';
import { env } from '../env.ts';

/** A person who may sign in, before there is a session. */
export type SignInOperator = { operatorId: string; name: string; email: string; role: OperatorRole };

const SIGN_IN_COLUMNS = {
  operatorId: operators.operatorId,
  name: operators.name,
  email: operators.email,
  role: operators.role,
};

/** More personas than this would not fit a page; the demo has four. */
const PERSONAS_MAX = 20;

/** People of the demo, who sign in by name alone; empty anywhere else. Read before sign-in, so without a context. */
export async function listDemoPersonas(): Promise<SignInOperator[]> {
  if (!env().isDemo) return [];
  return database()
    .select(SIGN_IN_COLUMNS)
    .from(operators)
    .where(and(eq(operators.isDemoPersona, true), isNull(operators.disabledAt)))
    .orderBy(asc(operators.createdAt), asc(operators.operatorId))
    .limit(PERSONAS_MAX);
}

/** The persona with this id; `null` outside the demo, whoever asks. */
export async function findDemoPersona(operatorId: string): Promise<SignInOperator | null> {
  if (!env().isDemo) return null;
  const isPersona = and(eq(operators.operatorId, operatorId), eq(operators.isDemoPersona, true));
  return findOperator(isPersona);
}

/** The operator whose e-mail the identity provider has verified. Personas never sign in this way. */
export async function findOperatorByEmail(email: string): Promise<SignInOperator | null> {
  return findOperator(
    and(eq(sql`lower(${operators.email})`, email.toLowerCase()), eq(operators.isDemoPersona, false)),
  );
}

/** Whose verified address it is although they may not sign in, such as somebody disabled; for the record alone. */
export async function findRefusedOperatorId(email: string): Promise<string | null> {
  const [row] = await database()
    .select({ operatorId: operators.operatorId })
    .from(operators)
    .where(eq(sql`lower(${operators.email})`, email.toLowerCase()))
    .limit(1);
  return row?.operatorId ?? null;
}

/** Somebody whose password was just right. */
export async function findOperatorById(operatorId: string): Promise<SignInOperator | null> {
  return findOperator(eq(operators.operatorId, operatorId));
}

async function findOperator(condition: SQL | undefined): Promise<SignInOperator | null> {
  const [row] = await database()
    .select(SIGN_IN_COLUMNS)
    .from(operators)
    .where(and(condition, isNull(operators.disabledAt)))
    .limit(1);
  return row ?? null;
}

/** Context of a person whose identity was just proven and who has no session yet. */
export function signInContext(operator: SignInOperator): Context {
  const { operatorId, name, role } = operator;
  return { actor: { kind: 'operator', operatorId, name, role }, requestId: randomUUID(), now: now() };
}
