import { counted } from '../../counted.ts';
import type { AskedOfOwner, HoldReason } from '../types.ts';

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
  if (reason === 'documents_missing') return missingText(isOfOnePayout);
  return isOfOnePayout
    ? 'This payout is being checked before it leaves. You will hear from us if we need anything.'
    : 'Payouts are being checked before they leave. You will hear from us if we need anything.';
}

const waits = (isOfOnePayout: boolean): string => (isOfOnePayout ? 'This payout waits' : 'Payouts wait');

/** As long as the owner was asked for nothing in Sluice; what they were asked for is said when it is read (`asSaidNow`). */
const missingText = (isOfOnePayout: boolean): string =>
  `Documents that we need from you are missing. You will hear from us which ones. ${waits(isOfOnePayout)} until they are there and have been looked at.`;

/** Each text that holds for missing documents were written with, this one and those from before 2026-11-23, which spoke of a request. */
const MISSING_TEXTS: readonly string[] = [
  missingText(false),
  missingText(true),
  'Something that we have asked you for is still missing. Payouts wait until it is there and has been looked at.',
  'Something that we have asked you for is still missing. As soon as it is there, payouts go on.',
];

/**
 * A text of a hold, which is kept as it was written, as it is said by now: of missing documents, what its owner was asked for by name,
 * as the link to it is called. Pure.
 */
export function asSaidNow(
  text: string,
  { isOfOnePayout, asked }: { isOfOnePayout: boolean; asked: AskedOfOwner },
): string {
  if (!MISSING_TEXTS.includes(text)) return text;
  const { subjects, isAnswered } = asked;
  if (subjects.length > 0) {
    const named = new Intl.ListFormat('en-GB').format(subjects.map((subject) => `“${subject}”`));
    return `We have asked you for ${named}. ${waits(isOfOnePayout)} until that is there and has been looked at.`;
  }
  return isAnswered
    ? `We are looking at what you sent. ${waits(isOfOnePayout)} until that is done.`
    : missingText(isOfOnePayout);
}

const THE_REST = ' The rest is paid out as usual.';

/** The same of a part that is kept while nothing else is paid out either: a text says it as of when it was written. Pure. */
export const withoutTheRest = (text: string): string => text.replace(THE_REST, '');

/** A rolling reserve, whoever keeps it: a person, or the account's risk band, which its owner is not told of. Pure. */
export const reserveText = (keepsPercent: number, rollingDays: number): string =>
  `${String(keepsPercent)} % of what comes in is kept as a reserve for ${counted(rollingDays, 'day')} and is free after that.`;
