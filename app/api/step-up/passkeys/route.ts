import { z } from 'zod';
import { answerOwnPage } from '#app/_edge/answer-own-page.ts';
import { startPasskey } from '#lib/approvals/step-up/start-passkey.ts';

/** What the browser needs to make a passkey: `{ challengeId, options }`. */
export async function POST(request: Request): Promise<Response> {
  return answerOwnPage(request, { permission: 'step_up.own', body: z.object({}), answer: startPasskey });
}
