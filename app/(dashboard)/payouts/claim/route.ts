import { z } from 'zod';
import { answerOwnPage } from '#app/_edge/answer-own-page.ts';
import { claimReview } from '#lib/payouts/review/claim-review.ts';
import { releaseReview } from '#lib/payouts/review/release-review.ts';

/**
 * Opens a request for whoever looks at it, renews that while they do, and puts it back when they have left: a page that is
 * only read writes nothing.
 */
export function POST(request: Request): Promise<Response> {
  return answerOwnPage(request, {
    permission: 'payouts.approve',
    body: z.strictObject({ payoutRequestId: z.string(), hasLeft: z.boolean().default(false) }),
    answer: (ctx, { payoutRequestId, hasLeft }) =>
      (hasLeft ? releaseReview : claimReview)(ctx, { payoutRequestId }),
  });
}
