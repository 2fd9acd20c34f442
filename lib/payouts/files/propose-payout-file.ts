import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { isRefusal } from '../../verb.ts';
import { proposeFileLine } from './propose-file-line.ts';
import { getPayoutFile } from './queries.ts';
import { refuseFileLine } from './refuse-file-line.ts';

/** What is about who asks and not about the line. */
const ABOUT_THE_PERSON: readonly string[] = ['forbidden', 'unauthenticated'];

/**
 * Proposes the lines of a file that wait, each in a transaction of its own, in the name of whoever presses. Stopped at
 * any point it can be pressed again and goes on; a line that is refused says why.
 * @throws DomainError `forbidden`, `not_found`
 */
export async function proposePayoutFile(
  ctx: Context,
  asked: { payoutFileId: string },
): Promise<{ proposed: number; refused: number }> {
  authorize(ctx, 'payouts.propose');
  const { payoutFileId } = asked;
  const { lines } = await getPayoutFile(ctx, payoutFileId);
  const done = { proposed: 0, refused: 0 };
  for (const { lineNumber } of lines.filter(({ outcome }) => outcome === 'waiting'))
    try {
      const { payoutRequestId } = await proposeFileLine(ctx, { payoutFileId, lineNumber });
      if (payoutRequestId !== null) done.proposed += 1;
    } catch (error) {
      if (!isRefusal(error) || ABOUT_THE_PERSON.includes(error.code)) throw error;
      await refuseFileLine(ctx, { payoutFileId, lineNumber, because: error.message });
      done.refused += 1;
    }
  return done;
}
