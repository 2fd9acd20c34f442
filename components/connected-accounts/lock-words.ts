import type { Tone } from '../ui/badge.tsx';

const LOCKS: Record<string, { word: string; phrase: string; meaning: string; tone: Tone | undefined }> = {
  platform_balance: {
    word: 'Held by us',
    phrase: 'its money waits with us first',
    meaning:
      'The money lies in the platform’s balance until we transfer it, and then only we can pay it out.',
    tone: 'paid',
  },
  manual_sole_payer: {
    word: 'Only we pay out',
    phrase: 'only we pay this account out',
    meaning: 'The schedule is manual and nobody but the platform can pay out.',
    tone: 'paid',
  },
  manual_holder_can_pay: {
    word: 'The holder can pay out too',
    phrase: 'its holder can pay out too',
    meaning: 'The schedule is manual, but the account’s owner can still pay out by themselves.',
    tone: undefined,
  },
  automatic: {
    word: 'Stripe pays by itself',
    phrase: 'Stripe pays this account out by itself',
    meaning: 'Stripe pays out by its own schedule, whatever we hold, until the schedule is manual.',
    tone: 'held',
  },
  unknown: {
    word: 'Not known',
    phrase: 'who else can pay it out is not known',
    meaning: 'Stripe did not tell enough, so nobody may count on this money staying.',
    tone: 'held',
  },
};

/** How firmly we hold an account's money, in a few words. A weak lock is never called "held". */
export function lockStrengthWord(lockStrength: string): string {
  return LOCKS[lockStrength]?.word ?? lockStrength;
}

/** The same as a part of a sentence about a payout, without a full stop. */
export function lockStrengthPhrase(lockStrength: string): string {
  return LOCKS[lockStrength]?.phrase ?? lockStrength;
}

/** Whether money can leave the account without us, or nobody knows: a hold of ours stops only what we send. */
export function canLeaveWithoutUs(lockStrength: string): boolean {
  return LOCKS[lockStrength]?.tone !== 'paid';
}

export function lockStrengthMeaning(lockStrength: string): string {
  return LOCKS[lockStrength]?.meaning ?? '';
}

export function lockStrengthTone(lockStrength: string): Tone | undefined {
  return LOCKS[lockStrength]?.tone;
}
