import { auditRecords } from '#drizzle/schema/floor.ts';
import { assertNever } from '../assert.ts';
import type { Actor, Context } from '../context.ts';
import type { Transaction } from '../db/transaction.ts';

/** What changed, without secrets. `action` is `entity.verb`. */
export type AuditEntry = {
  action: string;
  subject: string;
  before?: Record<string, unknown>;
  after?: Record<string, unknown>;
};

/** Writes the one audit row of a change, in the change's own transaction. */
export async function recordAudit(tx: Transaction, ctx: Context, entry: AuditEntry): Promise<void> {
  await tx.insert(auditRecords).values({
    actorKind: ctx.actor.kind,
    actorId: actorId(ctx.actor),
    action: entry.action,
    subject: entry.subject,
    outcome: 'done',
    before: entry.before ?? null,
    after: entry.after ?? null,
    requestId: ctx.requestId,
  });
}

function actorId(actor: Actor): string {
  switch (actor.kind) {
    case 'operator':
      return actor.operatorId;
    case 'connected_account_owner':
      return `${actor.connectedAccountId}/${actor.email}`;
    case 'job':
      return actor.job;
    case 'stripe_event':
      return actor.stripeEventId;
    default:
      return assertNever(actor);
  }
}
