import { answerLive } from '../../../_lists/answer-live.ts';
import { PAYOUT_SCREEN } from '../screen.tsx';

export function GET(request: Request): Promise<Response> {
  return answerLive(request, 'payouts.read', PAYOUT_SCREEN);
}
