import { prettifyError, type z } from 'zod';
import type { AuditEntry } from './audit/record-audit.ts';
import { recordAudit } from './audit/record-audit.ts';
import { authorize } from './auth/authorize.ts';
import type { Permission } from './auth/permissions.ts';
import type { Context } from './context.ts';
import { inTransaction, type Transaction } from './db/transaction.ts';
import { DomainError } from './errors.ts';

/** `audit` is null only when nothing changed, or when a stored Stripe event is itself the record of the change. */
type Outcome<Result> = { result: Result; audit: AuditEntry | null };

type Definition<Input extends z.ZodType, Result> = {
  permission: Permission;
  input: Input;
  run: (tx: Transaction, ctx: Context, input: z.output<Input>) => Promise<Outcome<Result>>;
};

/** One write. Call it alone, or inside another verb with that verb's `tx` to join its transaction. */
export type Verb<Input extends z.ZodType, Result> = {
  (ctx: Context, input: z.input<Input>, tx?: Transaction): Promise<Result>;
  readonly permission: Permission;
};

/**
 * The one shape of every write: authorise, parse, open or join the transaction, change, leave the audit row.
 * @throws DomainError `forbidden`, `invalid_input` and whatever the verb itself throws; nothing is half done.
 */
export function defineVerb<Input extends z.ZodType, Result>(
  definition: Definition<Input, Result>,
): Verb<Input, Result> {
  const verb = async (ctx: Context, raw: z.input<Input>, outer?: Transaction): Promise<Result> => {
    authorize(ctx, definition.permission);
    const parsed = definition.input.safeParse(raw);
    if (!parsed.success)
      throw new DomainError('invalid_input', prettifyError(parsed.error), { cause: parsed.error });
    const change = async (tx: Transaction): Promise<Result> => {
      const { result, audit } = await definition.run(tx, ctx, parsed.data);
      if (audit) await recordAudit(tx, ctx, audit);
      return result;
    };
    return outer ? change(outer) : inTransaction(change);
  };
  return Object.assign(verb, { permission: definition.permission });
}
