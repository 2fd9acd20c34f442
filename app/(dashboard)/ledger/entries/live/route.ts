import { answerLive } from '../../../_lists/answer-live.ts';
import { ENTRY_SCREEN } from '../screen.tsx';

export function GET(request: Request): Promise<Response> {
  return answerLive(request, 'ledger.read', ENTRY_SCREEN);
}
