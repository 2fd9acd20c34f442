import type { Tone } from '../ui/badge.tsx';

const STATUS: Record<string, { word: string; tone: Tone | undefined }> = {
  pending: { word: 'Pending', tone: undefined },
  in_transit: { word: 'On its way', tone: 'info' },
  paid: { word: 'Paid', tone: 'paid' },
  failed: { word: 'Failed', tone: 'failed' },
  canceled: { word: 'Cancelled', tone: undefined },
};

/** Stripe's status in a word and a colour; a status that we do not know stands as Stripe writes it. */
export function payoutStatus(status: string): { word: string; tone: Tone | undefined } {
  return STATUS[status] ?? { word: status, tone: undefined };
}

/** Who asked for a payout: Stripe's schedule, or a call of ours or of the account's holder. */
export function madeBy(isAutomatic: boolean): string {
  return isAutomatic ? 'Stripe’s schedule' : 'A call';
}

export function methodWord(method: string): string {
  if (method === 'standard') return 'Standard';
  return method === 'instant' ? 'Instant' : method;
}

/** `OTP ••8821`; the last four digits always stay. */
export function destinationText(institution: string | null, last4: string | null): string | null {
  if (last4 === null) return null;
  return institution === null ? `••${last4}` : `${institution} ••${last4}`;
}

/** The platform's own payouts have no connected account. */
export function ownerName(connectedAccountId: string, name: string | null): string {
  return connectedAccountId === 'platform' ? 'Platform' : (name ?? connectedAccountId);
}
