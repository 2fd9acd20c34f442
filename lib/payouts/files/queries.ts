import { desc, eq, sql } from 'drizzle-orm';
import { payoutFileLines, payoutFiles } from '#drizzle/schema/cadences.ts';
import { connectedAccounts } from '#drizzle/schema/connected-accounts.ts';
import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { database } from '../../db/client.ts';
import { DomainError } from '../../errors.ts';
import type { PayoutFile, PayoutFileLine, PayoutFileSummary } from '../types.ts';
import { whyRefused } from './why-refused.ts';

/** Enough to find the one of this week. */
const FILES_SHOWN_MAX = 20;

const uploadedByName = sql<string>`coalesce((select name from operators where operator_id = ${payoutFiles.uploadedBy}), ${payoutFiles.uploadedBy})`;

/** A file of proposals with all its lines, in the order of the file. @throws DomainError `forbidden`, `not_found` */
export async function getPayoutFile(ctx: Context, payoutFileId: string): Promise<PayoutFile> {
  authorize(ctx, 'payouts.read');
  const [file] = await database()
    .select({
      payoutFileId: payoutFiles.payoutFileId,
      name: payoutFiles.name,
      uploadedAt: payoutFiles.uploadedAt,
      uploadedByName,
    })
    .from(payoutFiles)
    .where(eq(payoutFiles.payoutFileId, payoutFileId));
  if (file === undefined) throw new DomainError('not_found', `There is no file ${payoutFileId}.`);
  const lines = await database()
    .select({
      lineNumber: payoutFileLines.lineNumber,
      text: payoutFileLines.text,
      connectedAccountId: payoutFileLines.connectedAccountId,
      displayName: connectedAccounts.displayName,
      currency: payoutFileLines.currency,
      amount: payoutFileLines.amount,
      outcome: payoutFileLines.outcome,
      because: payoutFileLines.because,
      payoutRequestId: payoutFileLines.payoutRequestId,
    })
    .from(payoutFileLines)
    .leftJoin(connectedAccounts, eq(connectedAccounts.connectedAccountId, payoutFileLines.connectedAccountId))
    .where(eq(payoutFileLines.payoutFileId, payoutFileId))
    .orderBy(payoutFileLines.lineNumber);
  return { ...file, lines: await withRefusals(lines) };
}

async function withRefusals(lines: readonly Omit<PayoutFileLine, 'refusal'>[]): Promise<PayoutFileLine[]> {
  const asked = lines.map(({ outcome, connectedAccountId, currency, amount }) =>
    outcome === 'waiting' && connectedAccountId !== null && currency !== null
      ? { connectedAccountId, currency, amount }
      : null,
  );
  const refusalOf = await whyRefused(asked.filter((line) => line !== null));
  return lines.map((line, position) => {
    const open = asked[position] ?? null;
    return { ...line, refusal: open === null ? null : refusalOf(open) };
  });
}

/** The newest files of proposals, with how many of their lines still wait. */
export async function listPayoutFiles(ctx: Context): Promise<PayoutFileSummary[]> {
  authorize(ctx, 'payouts.read');
  return await database()
    .select({
      payoutFileId: payoutFiles.payoutFileId,
      name: payoutFiles.name,
      lineCount: payoutFiles.lineCount,
      uploadedAt: payoutFiles.uploadedAt,
      uploadedByName,
      waiting: sql<number>`(select count(*)::int from payout_file_lines as line
        where line.payout_file_id = payout_files.payout_file_id and line.outcome = 'waiting')`,
      proposed: sql<number>`(select count(*)::int from payout_file_lines as line
        where line.payout_file_id = payout_files.payout_file_id and line.outcome = 'proposed')`,
    })
    .from(payoutFiles)
    .orderBy(desc(payoutFiles.uploadedAt), desc(payoutFiles.payoutFileId))
    .limit(FILES_SHOWN_MAX);
}
