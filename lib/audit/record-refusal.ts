import { sql } from 'drizzle-orm';
import { auditRefusals } from '#drizzle/schema/audit.ts';
import { PLATFORM } from '#drizzle/schema/columns.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/transaction.ts';
import type { DomainError } from '../errors.ts';
import { actorId, recordAudit } from './record-audit.ts';

/** Refusals of one kind, to one actor, within one minute, that get a row of their own; a person makes fewer by hand. */
export const REFUSALS_RECORDED_PER_MINUTE = 10;

const TEXT_LENGTH_MAX = 300;

/** Inputs that name what was asked for end in `Id`; these are keys to something and stay out of the record. */
const SECRET_NAME = /session|token|secret|key|password|code/i;

/**
 * Writes down that somebody was refused: a row each for the first ten of a minute, then a count, which
 * `summariseRefusals` turns into a row when the minute is over. Needs a transaction of its own, as the attempt's is gone.
 * @param attempt.permission what was asked for; stands as the row's action, because the change has no name yet
 * @param attempt.subject what it was about; left out: the id that the input names
 */
export async function recordRefusal(
  tx: Transaction,
  ctx: Context,
  attempt: { permission: string; input?: unknown; subject?: string; error: DomainError },
): Promise<void> {
  const { permission: action, error } = attempt;
  const [counted] = await tx
    .insert(auditRefusals)
    .values({
      minute: sql`date_trunc('minute', now())`,
      actorKind: ctx.actor.kind,
      actorId: actorId(ctx.actor),
      action,
      code: error.code,
      occurrences: 1,
    })
    .onConflictDoUpdate({
      target: [
        auditRefusals.minute,
        auditRefusals.actorKind,
        auditRefusals.actorId,
        auditRefusals.action,
        auditRefusals.code,
      ],
      set: { occurrences: sql`${auditRefusals.occurrences} + 1` },
    })
    .returning({ occurrences: auditRefusals.occurrences });
  if (counted === undefined || counted.occurrences > REFUSALS_RECORDED_PER_MINUTE) return;
  const entry = {
    action,
    subject: attempt.subject === undefined ? attemptedSubject(attempt.input) : storable(attempt.subject),
    // What was typed must not open chains, so an operator's refusals stand in the platform's.
    ...(ctx.actor.kind === 'connected_account_owner' ? {} : { connectedAccountId: PLATFORM }),
    after: { code: error.code, reason: storable(error.message) },
  };
  await recordAudit(tx, ctx, entry, 'refused');
}

/** The id that the refused input names, or `unknown`. */
function attemptedSubject(input: unknown): string {
  if (typeof input !== 'object' || input === null) return 'unknown';
  const named = Object.entries(input).find(
    ([name, value]) =>
      name.endsWith('Id') && !SECRET_NAME.test(name) && typeof value === 'string' && value.trim() !== '',
  );
  return named === undefined ? 'unknown' : storable(String(named[1]));
}

/** Postgres stores no NUL, and nobody reads more than a few lines. */
function storable(text: string): string {
  return text.replaceAll('\0', '').slice(0, TEXT_LENGTH_MAX);
}
