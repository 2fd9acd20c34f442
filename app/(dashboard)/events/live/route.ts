import { answerLive } from '../../_lists/answer-live.ts';
import { EVENT_SCREEN } from '../screen.tsx';

export function GET(request: Request): Promise<Response> {
  return answerLive(request, 'events.read', EVENT_SCREEN);
}
