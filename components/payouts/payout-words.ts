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

/** Stripe's schedule made it, or somebody's call did: ours, or the holder's own. */
export function schedule(isAutomatic: boolean): string {
  return isAutomatic ? 'Automatic' : 'Manual';
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

/** Why a payout's page cannot say what it contains, or not yet. */
export function contentsUnknown(payout: {
  isAutomatic: boolean;
  reconciliationStatus: string | null;
}): string {
  if (!payout.isAutomatic)
    return 'Stripe cannot tell what a manual payout contains: it takes money from the balance, not certain payments.';
  if (payout.reconciliationStatus === 'completed')
    return 'Stripe has finished its list of what this payout contains; Sluice has not read it yet and does within minutes.';
  if (payout.reconciliationStatus === 'in_progress')
    return 'Stripe still makes its list of what this payout contains.';
  return 'Stripe keeps no list of what an instant payout contains.';
}
