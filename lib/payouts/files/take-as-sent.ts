import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { refusedField } from '../../input-words.ts';
import { takePayoutFile } from './take-payout-file.ts';

/** A file, or lines typed into the form whose number is `formId`. */
export type SentProposals = { file: File | null; lines: string; formId: string };

/** Larger is no list that somebody reads through; refused before it is read. */
const BYTES_MAX = 200_000;

/** Takes a file or typed lines of proposals as a form sends them. @throws DomainError */
export async function takeAsSent(
  ctx: Context,
  sent: SentProposals,
): Promise<{ payoutFileId: string; isNew: boolean }> {
  authorize(ctx, 'payouts.propose');
  const { file, lines, formId } = sent;
  if (file === null) return await takePayoutFile(ctx, { name: 'Typed lines', text: lines, formId });
  if (file.size === 0) throw refusedField('file', 'Choose a file that is not empty.');
  if (file.size > BYTES_MAX) throw refusedField('file', 'The file is larger than 200 kB. Send it in parts.');
  return await takePayoutFile(ctx, { name: file.name, text: await file.text() });
}
