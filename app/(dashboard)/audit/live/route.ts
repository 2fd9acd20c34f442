import { answerLive } from '../../_lists/answer-live.ts';
import { AUDIT_SCREEN } from '../screen.tsx';

export function GET(request: Request): Promise<Response> {
  return answerLive(request, 'audit.read', AUDIT_SCREEN);
}
