import { auditRecords } from '#drizzle/schema/audit.ts';
import { PLATFORM } from '#drizzle/schema/columns.ts';
import { assertNever } from '../assert.ts';
import type { Actor, Context } from '../context.ts';
import type { Transaction } from '../db/transaction.ts';

/** What changed, without secrets. `action` is `entity.verb`. */
export type AuditEntry = {
  action: string;
  subject: string;
  /** In whose chain it stands. Left out: the subject's when that is a connected account, else the platform's. */
  connectedAccountId?: string | undefined;
  before?: Record<string, unknown>;
  after?: Record<string, unknown>;
};

/** Writes the one audit row of a change, in the change's own transaction; the database links it at commit. */
export async function recordAudit(
  tx: Transaction,
  ctx: Context,
  entry: AuditEntry,
  outcome: 'done' | 'refused' = 'done',
): Promise<void> {
  await tx.insert(auditRecords).values({
    connectedAccountId: entry.connectedAccountId ?? chainOf(ctx.actor, entry.subject),
    actorKind: ctx.actor.kind,
    actorId: actorId(ctx.actor),
    action: entry.action,
    subject: entry.subject,
    outcome,
    before: entry.before ?? null,
    after: entry.after ?? null,
    requestId: ctx.requestId,
  });
}

function chainOf(actor: Actor, subject: string): string {
  if (actor.kind === 'connected_account_owner') return actor.connectedAccountId;
  return subject.startsWith('acct_') ? subject : PLATFORM;
}

/** How an actor is named on record. */
export function actorId(actor: Actor): string {
  switch (actor.kind) {
    case 'operator':
      return actor.operatorId;
    case 'connected_account_owner':
      return `${actor.connectedAccountId}/${actor.email}`;
    case 'job':
      return actor.job;
    case 'stripe_event':
      return actor.stripeEventId;
    case 'visitor':
      return 'nobody';
    default:
      return assertNever(actor);
  }
}
