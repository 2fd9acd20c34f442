import { answerLive } from '../../_lists/answer-live.ts';
import { QUEUE_SCREEN } from '../queue-screen.ts';

export function GET(request: Request): Promise<Response> {
  return answerLive(request, 'payouts.read', QUEUE_SCREEN);
}
