import { counted } from '#lib/counted.ts';
import type { RequestAttempt } from '#lib/payouts/types.ts';

/**
 * What came of one attempt, in plain words; `said` is Stripe's own word where the attempt ended by it.
 * An accepted one that still carries an error was found in Stripe's list after its answer was lost.
 */
export function attemptWords({
  state,
  calls,
  lookUps,
  errorCode,
  errorMessage,
}: Pick<RequestAttempt, 'state' | 'calls' | 'lookUps' | 'errorCode' | 'errorMessage'>): {
  what: string;
  said: string | null;
} {
  const said = [errorCode?.replaceAll('_', ' '), errorMessage].filter(Boolean).join(': ') || null;
  switch (state) {
    case 'claimed':
      if (calls === 0) return { what: 'a worker has it; Stripe was not asked yet.', said: null };
      // Our own code: nothing of that call was sent, so nobody turned it away.
      return errorCode === 'not_sent'
        ? { what: 'a worker has it; its last call never began, so nothing was sent by it.', said: null }
        : {
            what: `Stripe turned it away ${counted(calls, 'time')}; it is asked for again by itself, with the same key.`,
            said,
          };
    case 'calling':
      return { what: 'Stripe is being asked.', said: null };
    case 'unknown':
      return { what: 'whether Stripe made it is not known yet.', said };
    case 'accepted':
      // Nobody here knows of a call.
      if (calls === 0)
        return {
          what: 'Stripe made it in a time that the database has forgotten; people said that it is this request’s.',
          said: null,
        };
      if (errorCode !== null)
        return {
          what: 'Stripe made it; its answer was lost, and the payout was found in Stripe’s list.',
          said: null,
        };
      return { what: acceptedWords(calls, lookUps), said: null };
    case 'refused':
      return { what: 'Stripe refused it.', said };
    case 'returned':
      return { what: 'Stripe accepted it, and the money came back.', said: null };
    case 'absent':
      return { what: 'Stripe never made it: proven by its list.', said: null };
    case 'abandoned':
      return { what: 'given up before Stripe was asked.', said: null };
    default:
      return { what: state.replaceAll('_', ' '), said };
  }
}

/** Who said no to the last attempt: Stripe before it made a payout, or the bank after. @param attempts in any order */
export function whoFailedIt(attempts: readonly Pick<RequestAttempt, 'attemptNumber' | 'state'>[]): string {
  const last = Math.max(...attempts.map(({ attemptNumber }) => attemptNumber));
  const hadPayout = attempts.some(
    ({ attemptNumber, state }) => attemptNumber === last && (state === 'returned' || state === 'accepted'),
  );
  return hadPayout ? 'The bank sent it back' : 'Stripe refused it';
}

/** Only after a lost answer is a payout looked for; a call that Stripe turned away for speed is repeated without. */
function acceptedWords(calls: number, lookUps: number): string {
  if (calls < 2) return 'Stripe accepted it.';
  return lookUps > 0
    ? 'Stripe accepted it; the first answer was lost and the call was repeated with the same key.'
    : `Stripe accepted it when it was asked for the ${calls === 2 ? 'second' : calls === 3 ? 'third' : `${String(calls)}th`} time, with the same key.`;
}
