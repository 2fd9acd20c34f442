import type { Tone } from '../ui/badge.tsx';

const LOCKS: Record<string, { word: string; meaning: string; tone: Tone | undefined }> = {
  platform_balance: {
    word: 'Held by us',
    meaning: 'The money lies in the platform’s balance until we transfer it.',
    tone: 'paid',
  },
  manual_sole_payer: {
    word: 'Only we pay out',
    meaning: 'The schedule is manual and nobody but the platform can pay out.',
    tone: 'paid',
  },
  manual_holder_can_pay: {
    word: 'The holder can pay out too',
    meaning: 'The schedule is manual, but the account’s owner can still pay out by themselves.',
    tone: undefined,
  },
  automatic: {
    word: 'Stripe pays by itself',
    meaning: 'Stripe pays out by schedule. Our stop does not reach it.',
    tone: 'held',
  },
  unknown: {
    word: 'Not known',
    meaning: 'Stripe did not tell enough, so nobody may count on this money staying.',
    tone: 'held',
  },
};

/** How firmly we hold an account's money, in a few words. A weak lock is never called "held". */
export function lockStrengthWord(lockStrength: string): string {
  return LOCKS[lockStrength]?.word ?? lockStrength;
}

export function lockStrengthMeaning(lockStrength: string): string {
  return LOCKS[lockStrength]?.meaning ?? '';
}

export function lockStrengthTone(lockStrength: string): Tone | undefined {
  return LOCKS[lockStrength]?.tone;
}
