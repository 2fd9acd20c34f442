import { createHash, randomUUID } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { connectedAccounts } from '#drizzle/schema/connected-accounts.ts';
import { informationRequestFiles, informationRequests } from '#drizzle/schema/information-requests.ts';
import type { Transaction } from '../db/transaction.ts';
import { refusedField } from '../input-words.ts';
import { readOwnAccount } from '../onboarding/own-account.ts';
import { defineVerb } from '../verb.ts';
import { checkFiles, type CheckedFile } from './rules/check-files.ts';
import { refuseUnlessWaiting } from './rules/refuse-unless-waiting.ts';

const TEXT_LENGTH_MAX = 4_000;
const TOO_LONG = `Write at most ${String(TEXT_LENGTH_MAX)} characters.`;

/**
 * The acting owner answers what they were asked, once, with text and files; either everything is stored or nothing. What a file
 * is its bytes say.
 * @throws DomainError `not_found` for another account's request as for one that never was; `conflict` when it is answered or
 * closed, or the account has left; `invalid_input` for files that are not taken
 */
export const answerInformationRequest = defineVerb({
  permission: 'information.answer',
  input: z.strictObject({
    informationRequestId: z.string(),
    text: z.string().trim().max(TEXT_LENGTH_MAX, { error: TOO_LONG }),
    files: z.array(
      z.strictObject({
        name: z.string(),
        bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
      }),
    ),
  }),
  run: async (tx, ctx, { informationRequestId, text, files: sent }) => {
    const { ownerId, connectedAccountId } = await readOwnAccount(tx, ctx);
    await lockOwnRequest(tx, informationRequestId, connectedAccountId);
    if (text === '' && sent.length === 0) throw refusedField('text', 'Write an answer, or send a file.');
    const checked = checkFiles(sent);
    if ('fault' in checked) throw refusedField('files', checked.fault);
    const files = checked.files.map((file, at) =>
      stored(file, at, { informationRequestId, connectedAccountId }),
    );
    if (files.length > 0) await tx.insert(informationRequestFiles).values(files);
    await tx
      .update(informationRequests)
      .set({ state: 'answered', answerText: text, answeredBy: ownerId, answeredAt: ctx.now })
      .where(eq(informationRequests.informationRequestId, informationRequestId));
    return {
      result: { informationRequestId },
      audit: {
        action: 'information_request.answer',
        subject: informationRequestId,
        connectedAccountId,
        after: {
          ownerId,
          textLength: text.length,
          files: files.map(({ informationRequestFileId, mediaType, byteCount, sha256 }) => ({
            informationRequestFileId,
            mediaType,
            byteCount,
            sha256,
          })),
        },
      },
    };
  },
});

async function lockOwnRequest(
  tx: Transaction,
  informationRequestId: string,
  connectedAccountId: string,
): Promise<void> {
  const [found] = await tx
    .select({ state: informationRequests.state, leftAt: connectedAccounts.deauthorizedAt })
    .from(informationRequests)
    .leftJoin(
      connectedAccounts,
      eq(connectedAccounts.connectedAccountId, informationRequests.connectedAccountId),
    )
    .where(
      and(
        eq(informationRequests.informationRequestId, informationRequestId),
        eq(informationRequests.connectedAccountId, connectedAccountId),
      ),
    )
    .for('update', { of: informationRequests });
  refuseUnlessWaiting(found);
}

function stored(
  { name, mediaType, bytes }: CheckedFile,
  position: number,
  of: { informationRequestId: string; connectedAccountId: string },
): typeof informationRequestFiles.$inferInsert {
  return {
    ...of,
    informationRequestFileId: `irf_${randomUUID().replaceAll('-', '')}`,
    position,
    name,
    mediaType,
    byteCount: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    // A view: another copy would be as large again.
    bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
  };
}
