type State = keyof typeof WORDS;

const WORDS = {
  in_review: 'it is before people',
  approved: 'it is approved',
  dispatching: 'it is being sent',
  unknown: 'it was sent, and what came of it is not known yet',
  refused: 'Stripe refused it',
  returned: 'it came back',
  sent: 'Stripe has it',
  settled: 'it is paid',
  rejected: 'it is rejected',
  cancelled: 'it is cancelled',
} as const;

/** Where a request stands, as the end of a sentence. Pure. */
export function stateInWords(state: string): string {
  return Object.hasOwn(WORDS, state) ? WORDS[state as State] : `it is ${state.replaceAll('_', ' ')}`;
}
