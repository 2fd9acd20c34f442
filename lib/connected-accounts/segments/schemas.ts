import { z } from 'zod';

const REASON_LENGTH_MAX = 500;

/** A person's word on a looser band, with the assessment that was on the screen. */
export const proposalDecision = z.strictObject({
  segmentProposalId: z.string().regex(/^sgp_[0-9a-f]{32}$/, 'This is no proposal.'),
  seenAssessmentId: z.string().startsWith('sga_'),
  reason: z
    .string()
    .trim()
    .min(3, { error: 'Say why, in a few words.' })
    .max(REASON_LENGTH_MAX, { error: `Say why in at most ${String(REASON_LENGTH_MAX)} characters.` }),
});
