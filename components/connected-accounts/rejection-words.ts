import type { RejectionStanding, RejectionView } from '#lib/connected-accounts/types.ts';

const actNoun = { reject: 'rejection', unreject: 'end of the rejection' } as const;

/** What became of a wish, as one sentence. */
export function endInWords({ act, state, decidedBy, isTakenBack, problem }: RejectionView): string {
  const who = decidedBy ?? 'somebody';
  const what = actNoun[act];
  switch (state) {
    case 'declined':
      return isTakenBack ? `${who} no longer asked for the ${what}.` : `${who} declined the ${what}.`;
    case 'refused':
      return `${who} confirmed the ${what}, and Stripe refused it. ${problem ?? ''}`.trim();
    case 'done':
      return `${who} confirmed the ${what}, and Stripe shows it.`;
    case 'asked':
    case 'confirmed':
      return `The ${what} is not over.`;
  }
}

const counted = (count: number, one: string, many: string): string =>
  count === 1 ? `1 ${one}` : `${String(count)} ${many}`;

/** What it does to the account and to its money, each as a sentence. */
export function effectsOfRejecting({
  undecidedPayouts,
  payoutsOnTheirWay,
  open,
}: Pick<RejectionStanding, 'undecidedPayouts' | 'payoutsOnTheirWay' | 'open'>): string[] {
  return [
    open === null
      ? 'Every payout is held from the moment you ask, before anybody confirms. Two people release that hold, whatever becomes of this.'
      : 'Every payout has been held since it was asked for. Two people release that hold, whatever becomes of this.',
    'When the second person confirms, Stripe stops its payments and pauses its payouts. The owner sees that the account is closed, not why.',
    'Its balance stays with it at Stripe. Refunds and disputes are still taken from it, and the platform bears what is missing.',
    ...(undecidedPayouts === 0
      ? []
      : [
          `${counted(undecidedPayouts, 'payout that has not left stays', 'payouts that have not left stay')} held. Reject or cancel each, or leave it to wait.`,
        ]),
    ...(payoutsOnTheirWay === 0
      ? []
      : [
          `${counted(payoutsOnTheirWay, 'payout is with Stripe already and is', 'payouts are with Stripe already and are')} not called back by this.`,
        ]),
  ];
}

export const EFFECTS_OF_LETTING_IN: readonly string[] = [
  'Stripe lets it take payments again, as far as Stripe itself has nothing against it.',
  'No money leaves by this: its holds stay until two people release each, and it is paid only when asked.',
];
