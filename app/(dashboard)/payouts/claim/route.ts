import { z } from 'zod';
import { answerOwnPage } from '#app/_edge/answer-own-page.ts';
import { claimReview } from '#lib/payouts/review/claim-review.ts';

/** Opens a request for whoever looks at it, and renews that while they do: a page that is only read writes nothing. */
export function POST(request: Request): Promise<Response> {
  return answerOwnPage(request, {
    permission: 'payouts.approve',
    body: z.strictObject({ payoutRequestId: z.string() }),
    answer: claimReview,
  });
}
