import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { DomainError } from '../../errors.ts';
import { refusedField } from '../../input-words.ts';
import { FILE_BYTES_MAX, FILE_TOO_LARGE } from '../rules/payout-file.ts';
import { takePayoutFile } from './take-payout-file.ts';

/** A file, or lines typed into the form whose number is `formId`. */
export type SentProposals = { file: File | null; lines: string; formId: string };

type Taken = { payoutFileId: string; isNew: boolean };

/** Takes a file or typed lines of proposals as a form sends them. @throws DomainError */
export async function takeAsSent(ctx: Context, sent: SentProposals): Promise<Taken> {
  authorize(ctx, 'payouts.propose');
  const { file, lines, formId } = sent;
  if (file === null) return await take(ctx, 'lines', { name: 'Typed lines', text: lines, formId });
  if (file.size === 0) throw refusedField('file', 'Choose a file that is not empty.');
  // Before it is read.
  if (file.size > FILE_BYTES_MAX) throw refusedField('file', FILE_TOO_LARGE);
  return await take(ctx, 'file', { name: file.name, text: await file.text() });
}

/** What is wrong with the text is said beside the one field that the form has for it. */
async function take(
  ctx: Context,
  field: 'lines' | 'file',
  asked: { name: string; text: string; formId?: string },
): Promise<Taken> {
  try {
    return await takePayoutFile(ctx, asked);
  } catch (error) {
    const said = error instanceof DomainError ? error.fields['text'] : undefined;
    if (said === undefined) throw error;
    throw refusedField(field, said, { cause: error });
  }
}
