import { z } from 'zod';
import { answerOwnPage } from '#app/_edge/answer-own-page.ts';
import { hashSchema, purposeSchema } from '#lib/approvals/step-up/schemas.ts';
import { startChallenge } from '#lib/approvals/step-up/start-challenge.ts';

const wanted = z.object({ purpose: purposeSchema, root: hashSchema });

/** What a passkey is to sign for exactly this: `{ challengeId, options }` for the browser. */
export async function POST(request: Request): Promise<Response> {
  return answerOwnPage(request, { permission: 'step_up.own', body: wanted, answer: startChallenge });
}
