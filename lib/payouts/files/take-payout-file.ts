import { createHash, randomUUID } from 'node:crypto';
import { eq, inArray, sql } from 'drizzle-orm';
import { z } from 'zod';
import { payoutFileLines, payoutFiles } from '#drizzle/schema/cadences.ts';
import { connectedAccounts } from '#drizzle/schema/connected-accounts.ts';
import { payoutAccounts } from '#drizzle/schema/payout-requests.ts';
import { actorId } from '../../audit/record-audit.ts';
import type { Transaction } from '../../db/transaction.ts';
import type { DomainError } from '../../errors.ts';
import { refusedField } from '../../input-words.ts';
import { defineVerb } from '../../verb.ts';
import { payoutsOffInWords } from '../requests/payouts-off.ts';
import { FILE_BYTES_MAX, FILE_LINES_MAX, readPayoutFile, type FileLine } from '../rules/payout-file.ts';

const input = z.strictObject({
  name: z.string().trim().min(1).max(200),
  text: z.string().max(FILE_BYTES_MAX),
  /** Of lines typed into a form: the form's own number, so that the same lines can be asked for again next week. */
  formId: z.string().max(100).default(''),
});

/**
 * Reads a file of proposals and keeps what it says, line by line. Nothing is proposed yet. The same file again leads to
 * what came of it the first time.
 * @throws DomainError `invalid_input` when it holds no line, too many, or no text
 */
export const takePayoutFile = defineVerb({
  permission: 'payouts.propose',
  input,
  run: async (tx, ctx, { name, text, formId }) => {
    const lines = readPayoutFile(text);
    refuseWhole(text, lines);
    const sha256 = createHash('sha256').update(`${formId}\n${text}`).digest('hex');
    const payoutFileId = `pfl_${randomUUID().replaceAll('-', '')}`;
    const added = await tx
      .insert(payoutFiles)
      .values({ payoutFileId, sha256, name, lineCount: lines.length, uploadedBy: actorId(ctx.actor) })
      .onConflictDoNothing()
      .returning({ id: payoutFiles.payoutFileId });
    if (added.length === 0) {
      const [known] = await tx.select().from(payoutFiles).where(eq(payoutFiles.sha256, sha256));
      if (known === undefined) throw new Error('a file that is known cannot be found');
      return { result: { payoutFileId: known.payoutFileId, isNew: false }, audit: null };
    }
    const rows = await judge(tx, lines);
    await tx.insert(payoutFileLines).values(rows.map((row) => ({ ...row, payoutFileId })));
    const bad = rows.filter(({ outcome }) => outcome === 'bad').length;
    return {
      result: { payoutFileId, isNew: true },
      audit: {
        action: 'payout_file.take',
        subject: payoutFileId,
        after: { name, sha256, lines: lines.length, bad },
      },
    };
  },
});

function refuseWhole(text: string, lines: readonly FileLine[]): void {
  if (/[\u0000\uFFFD]/.test(text))
    throw refusedText('This is no text in UTF-8. Save the table as CSV, UTF-8, and send that.');
  if (lines.length === 0)
    throw refusedText(
      'There is no line in it. Write one for each payout: connected account, currency, amount.',
    );
  if (lines.length > FILE_LINES_MAX)
    throw refusedText(
      `It has ${String(lines.length)} lines; a file has at most ${String(FILE_LINES_MAX)}, so that somebody can read it through. Send it in parts.`,
    );
}

const refusedText = (message: string): DomainError => refusedField('text', message);

type Row = Omit<typeof payoutFileLines.$inferInsert, 'payoutFileId'>;

/** A line about an account that cannot be paid is bad before it is tried. */
async function judge(tx: Transaction, lines: readonly FileLine[]): Promise<Row[]> {
  const ids = lines.flatMap((line) => (line.ok ? [line.connectedAccountId] : []));
  const accounts = await tx
    .select({
      id: connectedAccounts.connectedAccountId,
      payoutsEnabled: connectedAccounts.payoutsEnabled,
      disabledReason: connectedAccounts.disabledReason,
      isDeauthorized: sql<boolean>`${connectedAccounts.deauthorizedAt} is not null`,
      isEnrolled: sql<boolean>`${payoutAccounts.connectedAccountId} is not null`,
    })
    .from(connectedAccounts)
    .leftJoin(payoutAccounts, eq(payoutAccounts.connectedAccountId, connectedAccounts.connectedAccountId))
    .where(inArray(connectedAccounts.connectedAccountId, ids.length === 0 ? [''] : ids));
  const byId = new Map(accounts.map((account) => [account.id, account]));
  return lines.map((line) => {
    const { lineNumber, text } = line;
    if (!line.ok) return { lineNumber, text, outcome: 'bad', because: line.fault };
    const { connectedAccountId, currency, amount } = line;
    const asked = { lineNumber, text, connectedAccountId, currency, amount };
    const fault = faultOf(byId.get(connectedAccountId));
    return fault === null ? { ...asked, outcome: 'waiting' } : { ...asked, outcome: 'bad', because: fault };
  });
}

function faultOf(
  account:
    | { payoutsEnabled: boolean; disabledReason: string | null; isDeauthorized: boolean; isEnrolled: boolean }
    | undefined,
): string | null {
  if (account === undefined) return 'There is no such connected account. Compare the id with its page.';
  if (account.isDeauthorized)
    return 'The account has disconnected the platform. Ask its owner to connect again.';
  if (!account.isEnrolled) return 'Sluice does not make this account’s payouts. Enrol it on its page first.';
  return account.payoutsEnabled
    ? null
    : `Stripe has switched its payouts off. ${payoutsOffInWords(account.disabledReason)}`;
}
