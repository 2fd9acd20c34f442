import { formatMoney } from '../money/format.ts';
import type { Money } from '../money/money.ts';

/** `reference` is what the bank can search for; null while there is none. */
export type BankTraceInWords = { reference: string | null; standing: string; whatToTell: string };

/** How long Stripe may take to learn the reference, from the day of arrival on. Source: Stripe's payout object. */
const PENDING_DAYS_MAX = 10;
const DAY_MS = 86_400_000;

type Facts = {
  traceStatus: string | null;
  traceValue: string | null;
  status: string;
  amount: Money;
  /** A UTC date, `YYYY-MM-DD`. */
  arrivesOn: string;
  destinationLast4: string | null;
  statementDescriptor: string | null;
};

/**
 * What the bank can be asked about a payout, and what to tell the account's owner. Pure.
 * @param today UTC date, `YYYY-MM-DD`
 */
export function bankTraceInWords(payout: Facts, today: string): BankTraceInWords {
  const { traceStatus, traceValue, status } = payout;
  const question =
    status === 'failed' ? `why it sent back ${whatWasSent(payout)}` : `for ${whatWasSent(payout)}`;
  if (traceValue !== null)
    return {
      reference: traceValue,
      standing: 'The bank that sent the money gave this reference.',
      whatToTell: `Ask your bank with this reference ${question}: ${traceValue}.`,
    };
  const without = `Ask your bank ${question}. There is no reference.`;
  if (traceStatus === 'unsupported')
    return { reference: null, standing: 'This bank or method gives no reference.', whatToTell: without };
  if (traceStatus === null)
    return { reference: null, standing: 'Stripe has said nothing about a reference.', whatToTell: without };
  if (status === 'canceled')
    return {
      reference: null,
      standing: 'It never went to a bank, so there is no reference.',
      whatToTell: 'The payout was cancelled before it left. There is nothing to ask your bank.',
    };
  const until = new Date(Date.parse(payout.arrivesOn) + PENDING_DAYS_MAX * DAY_MS).toISOString().slice(0, 10);
  return {
    reference: null,
    standing:
      today > until
        ? `Stripe waits for the reference for longer than its usual ${String(PENDING_DAYS_MAX)} days after the arrival. Ask Stripe with a request id of this page.`
        : `Stripe does not know the reference yet. It can take until ${dayInWords(until)}.`,
    whatToTell: `Ask your bank ${question}. A reference follows when our bank gives one.`,
  };
}

/** As a letter would say it: these sentences are sent on. @param day UTC date, `YYYY-MM-DD` */
function dayInWords(day: string): string {
  return LETTER_DAY.format(Date.parse(day));
}

const LETTER_DAY = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  timeZone: 'UTC',
});

/** What a bank finds a payment by when it has no reference: sum, day, account and the text on the statement. */
function whatWasSent({ amount, arrivesOn, destinationLast4, statementDescriptor }: Facts): string {
  const account = destinationLast4 === null ? '' : ` to the account ending in ${destinationLast4}`;
  const text = statementDescriptor === null ? '' : `, with the text “${statementDescriptor}”`;
  return `${formatMoney(amount)} expected on ${dayInWords(arrivesOn)}${account}${text}`;
}
