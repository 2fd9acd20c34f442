import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { informationRequestFiles } from '#drizzle/schema/information-requests.ts';
import { DomainError } from '../errors.ts';
import { defineVerb } from '../verb.ts';

/** A reviewer takes a file that an owner sent: on record each time. @throws DomainError `not_found` */
export const openInformationFile = defineVerb({
  permission: 'information.open_files',
  input: z.strictObject({ informationRequestFileId: z.string().max(100) }),
  run: async (tx, _ctx, { informationRequestFileId }) => {
    const [file] = await tx
      .select({
        informationRequestId: informationRequestFiles.informationRequestId,
        connectedAccountId: informationRequestFiles.connectedAccountId,
        name: informationRequestFiles.name,
        sha256: informationRequestFiles.sha256,
        bytes: informationRequestFiles.bytes,
      })
      .from(informationRequestFiles)
      .where(eq(informationRequestFiles.informationRequestFileId, informationRequestFileId));
    if (file === undefined) throw new DomainError('not_found', 'There is no such file.');
    const { informationRequestId, connectedAccountId, name, sha256, bytes } = file;
    return {
      result: { name, bytes },
      audit: {
        action: 'information_request.open_file',
        subject: informationRequestFileId,
        connectedAccountId,
        after: { informationRequestId, sha256 },
      },
    };
  },
});
