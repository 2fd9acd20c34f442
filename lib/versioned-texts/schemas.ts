import { z } from 'zod';
import { stepUpProofId } from '../approvals/step-up/schemas.ts';

/** Two hundred lines of a hundred and fifty characters. */
const TEXT_MAX = 30_000;

export const draftInput = z.strictObject({
  text: z.string().trim().min(1, { error: 'Write at least one rule.' }).max(TEXT_MAX),
  /** `textHash` of the draft that was on the screen; null where there was none. */
  seenHash: z.string().nullable(),
});

/** @param idPrefix as its `VersionedText` says */
export const seenDraft = (idPrefix: string) =>
  z.strictObject({
    versionId: z.string().startsWith(idPrefix),
    /** `textHash` of the draft that was on the screen. */
    seenHash: z.string().min(1),
  });

export const seenAndProven = (idPrefix: string) => seenDraft(idPrefix).extend({ stepUpProofId });
