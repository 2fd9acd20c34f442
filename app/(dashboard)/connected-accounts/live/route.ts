import { answerLive } from '../../_lists/answer-live.ts';
import { CONNECTED_ACCOUNT_SCREEN } from '../screen.tsx';

export function GET(request: Request): Promise<Response> {
  return answerLive(request, 'connected_accounts.read', CONNECTED_ACCOUNT_SCREEN);
}
