import type { Lock, LockStrength } from './lock-strength.ts';

/** Each after "it is". */
export const STRENGTH_IN_WORDS: Record<LockStrength, string> = {
  platform_balance: 'held in the platform balance',
  manual_sole_payer: 'held: only the platform could pay it out',
  manual_holder_can_pay: 'on a manual schedule, though its owner could pay it out',
  automatic: 'paid out automatically',
  unknown: 'not known to be held',
};

/** Text of the same alarm once the lock is firmer again: still open, so that somebody says what was behind it. Pure. */
export function lockRestoredText(displayName: string, before: LockStrength, after: Lock): string {
  const sentences = [
    `The money of ${displayName} was held less firmly for a while: it was ${STRENGTH_IN_WORDS[before]}.`,
    `Now it is ${STRENGTH_IN_WORDS[after.strength]}.`,
    'Next: find out who changed it and what left meanwhile, then close this.',
  ];
  return sentences.join(' ');
}

/** Text of the alarm `lock_weakened`: what is so, why, the next step. Pure. */
export function lockWeakenedText(displayName: string, before: LockStrength, after: Lock): string {
  const why = after.reasons.find(({ code }) => code !== 'interval_manual')?.text;
  const sentences = [
    `The money of ${displayName} is held less firmly than before.`,
    `It was ${STRENGTH_IN_WORDS[before]}; now it is ${STRENGTH_IN_WORDS[after.strength]}.`,
    why,
    after.nextStep === null ? undefined : `Next: ${after.nextStep}`,
  ];
  return sentences.filter((sentence) => sentence !== undefined).join(' ');
}
