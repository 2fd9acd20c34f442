import { answerLive } from '../../_lists/answer-live.ts';
import { ANOMALY_SCREEN } from '../screen.tsx';

export function GET(request: Request): Promise<Response> {
  return answerLive(request, 'risk.read', ANOMALY_SCREEN);
}
