import postgres from 'postgres';
import type { z } from 'zod';
import type { AuditEntry } from './audit/record-audit.ts';
import { recordAudit } from './audit/record-audit.ts';
import { recordRefusal } from './audit/record-refusal.ts';
import { authorize } from './auth/authorize.ts';
import type { Permission } from './auth/permissions.ts';
import type { Context } from './context.ts';
import { inTransaction, type Transaction } from './db/transaction.ts';
import { DomainError } from './errors.ts';
import { inputWords, refusalOfInput } from './input-words.ts';
import { log } from './log.ts';

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
 * The one shape of every write: authorise, parse, open or join the transaction, change, leave the audit row. A refusal
 * leaves one too, in a transaction of its own; inside another verb it is that verb's to answer for.
 * @throws DomainError `forbidden`, `invalid_input` and whatever the verb itself throws; nothing is half done.
 */
export function defineVerb<Input extends z.ZodType, Result>(
  definition: Definition<Input, Result>,
): Verb<Input, Result> {
  const attempt = async (ctx: Context, raw: z.input<Input>, outer?: Transaction): Promise<Result> => {
    authorize(ctx, definition.permission);
    const parsed = definition.input.safeParse(raw, { error: inputWords });
    if (!parsed.success) throw refusalOfInput(parsed.error);
    const change = async (tx: Transaction): Promise<Result> => {
      const { result, audit } = await definition.run(tx, ctx, parsed.data);
      if (audit) await recordAudit(tx, ctx, audit);
      return result;
    };
    if (outer) return change(outer);
    return inTransaction(change).catch((error: unknown) => {
      throw inWords(error);
    });
  };
  const verb = async (ctx: Context, raw: z.input<Input>, outer?: Transaction): Promise<Result> => {
    if (outer) return attempt(ctx, raw, outer);
    try {
      return await attempt(ctx, raw);
    } catch (error) {
      if (isRefusal(error)) await noteRefusal(ctx, { permission: definition.permission, input: raw, error });
      throw error;
    }
  };
  return Object.assign(verb, { permission: definition.permission });
}

/** `character_not_in_repertoire` and `untranslatable_character`: Postgres stores NUL in no text. */
const NOT_STORABLE: readonly string[] = ['22021', '22P05'];

function inWords(error: unknown): unknown {
  return error instanceof postgres.PostgresError && NOT_STORABLE.includes(error.code)
    ? new DomainError('invalid_input', 'A text holds a character that cannot be stored. Type it anew.', {
        cause: error,
      })
    : error;
}

/** Stripe's silence is nobody's refusal. */
export function isRefusal(error: unknown): error is DomainError {
  return error instanceof DomainError && error.code !== 'stripe_unavailable';
}

const onRecord = new WeakSet<DomainError>();

/**
 * Puts a refusal on record, once, however many doors it passes on its way out. It stands whether or not it could be
 * written down; that it could not is said loudly. Verbs do this themselves: only the edge, which refuses before any
 * verb runs, calls it too.
 */
export async function noteRefusal(ctx: Context, refused: Parameters<typeof recordRefusal>[2]): Promise<void> {
  if (onRecord.has(refused.error)) return;
  onRecord.add(refused.error);
  try {
    await inTransaction((tx) => recordRefusal(tx, ctx, refused));
  } catch (error) {
    log.error({ err: error, permission: refused.permission }, 'a refused attempt is not on record');
  }
}
