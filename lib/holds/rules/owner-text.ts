import type { HoldReason } from '../types.ts';
import { counted } from '../../counted.ts';

/** Of what kind a hold is, as far as an owner may see. */
type Kind = {
  readonly reason: HoldReason;
  readonly keepsPercent: number;
  readonly rollingDays: number | null;
  readonly isOfOnePayout: boolean;
};

/**
 * What the connected account's owner is told. True, and the same for every suspicion: who reads it learns neither what was
 * noticed nor what would not have been. Chosen and never written by hand, so that no reviewer's words slip into it.
 */
export function ownerText({ reason, keepsPercent, rollingDays, isOfOnePayout }: Kind): string {
  if (rollingDays !== null) return reserveText(keepsPercent, rollingDays);
  if (keepsPercent < 100) return `${String(keepsPercent)} % of the balance is kept as a reserve.${THE_REST}`;
  if (reason === 'documents_missing')
    return `${MISSING}Payouts wait until it is there and has been looked at.`;
  return isOfOnePayout
    ? 'This payout is being checked before it leaves. You will hear from us if we need anything.'
    : 'Payouts are being checked before they leave. You will hear from us if we need anything.';
}

const MISSING = 'Something that we have asked you for is still missing. ';
/** How that went on in holds from before 2026-11-23, which promised what it alone does not bring. */
const MISSING_BEFORE = 'As soon as it is there, payouts go on.';

/** A text of a hold, which is kept as it was written, as it is said by now. Pure. */
export const asSaidNow = (text: string): string =>
  text === MISSING + MISSING_BEFORE
    ? ownerText({ reason: 'documents_missing', keepsPercent: 100, rollingDays: null, isOfOnePayout: false })
    : text;

const THE_REST = ' The rest is paid out as usual.';

/** The same of a part that is kept while nothing else is paid out either: a text says it as of when it was written. Pure. */
export const withoutTheRest = (text: string): string => text.replace(THE_REST, '');

/** A rolling reserve, whoever keeps it: a person, or the account's risk band, which its owner is not told of. Pure. */
export const reserveText = (keepsPercent: number, rollingDays: number): string =>
  `${String(keepsPercent)} % of what comes in is kept as a reserve for ${counted(rollingDays, 'day')} and is free after that.`;
