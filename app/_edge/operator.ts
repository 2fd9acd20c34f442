import { randomUUID } from 'node:crypto';
import { headers } from 'next/headers';
import { cache } from 'react';
import { readCurrentOperator, type Operator } from '#lib/auth/session.ts';
import { now } from '#lib/clock.ts';
import type { Context } from '#lib/context.ts';
import { DomainError } from '#lib/errors.ts';

/** Who is signed in, read from the database once per request; `null` when nobody is, or no longer. */
export const getOperator: () => Promise<Operator | null> = cache(readCurrentOperator);

/** The context of this request. @throws DomainError `unauthenticated` */
export async function requireContext(): Promise<Context> {
  const operator = await getOperator();
  if (!operator) throw new DomainError('unauthenticated', 'Your session has ended. Sign in again.');
  const requestHeaders = await headers();
  return {
    actor: {
      kind: 'operator',
      operatorId: operator.operatorId,
      name: operator.name,
      role: operator.role,
    },
    requestId: requestHeaders.get('x-request-id') ?? randomUUID(),
    now: now(),
  };
}
