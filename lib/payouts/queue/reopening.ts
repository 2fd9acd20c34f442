import { database } from '../../db/client.ts';
import { DomainError } from '../../errors.ts';
import {
  readUsableDestinations,
  type Destination,
  type DestinationChoice,
} from '../requests/choose-destination.ts';
import { isMoneyBack, NOT_BACK_YET } from '../requests/money-back.ts';
import { readPayableAccount } from '../requests/lock-payout-account.ts';
import { whatIsGone } from '../review/gone-destination.ts';
import type { PayoutRequestRow, Reopening } from './request-types.ts';

/**
 * Where a request could go now, first where it goes if nobody chooses, and what comes next of one that was refused or came back:
 * said before anybody writes a reason for what would be refused.
 */
export async function readDestinationsOf(
  row: PayoutRequestRow,
  soFar: Destination,
): Promise<{ destinations: DestinationChoice[]; reopening: Reopening | null }> {
  if (!MAY_GO.includes(row.state)) return { destinations: [], reopening: null };
  const { connectedAccountId, amount } = row;
  const usableFor = await readUsableDestinations(database(), [connectedAccountId]);
  const method = row.method === 'instant' ? 'instant' : 'standard';
  const destinations = usableFor({ connectedAccountId, currency: amount.currency, method, soFar }).map(
    ({ destinationId, label }) => ({ destinationId, label }),
  );
  const hasEnded = row.state === 'refused' || row.state === 'returned';
  if (!hasEnded) return { destinations, reopening: null };
  const isBack = row.state === 'refused' || (await isMoneyBack(database(), row.payoutId));
  const stopped = (await whyNotPayable(connectedAccountId)) ?? (isBack ? null : NOT_BACK_YET);
  return { destinations, reopening: reopeningOf(row, soFar.destinationId, destinations, stopped) };
}

const MAY_GO: readonly string[] = ['in_review', 'approved', 'refused', 'returned'];

/** Why Stripe pays nothing out of the account, in words; null when it does. */
async function whyNotPayable(connectedAccountId: string): Promise<string | null> {
  try {
    await readPayableAccount(database(), connectedAccountId);
    return null;
  } catch (error) {
    if (error instanceof DomainError) return error.message;
    throw error;
  }
}

/** Whether it can be opened again, and what comes next. Pure. @param stopped why nothing of it can be paid out now; null when it can */
export function reopeningOf(
  {
    amount,
    method,
    goneDestination: how,
    destinationInstitution: institution,
    destinationLast4: last4,
  }: Pick<
    PayoutRequestRow,
    'amount' | 'method' | 'goneDestination' | 'destinationInstitution' | 'destinationLast4'
  >,
  destinationId: string,
  destinations: readonly DestinationChoice[],
  stopped: string | null,
): Reopening {
  const code = amount.currency.toUpperCase();
  const label =
    last4 === null ? (institution ?? destinationId) : `${institution ?? 'The destination'} •••• ${last4}`;
  const fact = how === null ? null : whatIsGone({ how, label, at: null });
  const [goesTo] = destinations;
  if (stopped !== null)
    return { isPossible: false, fact, next: `It cannot be opened again now: ${stopped} Or cancel it.` };
  if (goesTo !== undefined) {
    const there = how === null ? '' : `, the account’s destination for ${code} now`;
    return {
      isPossible: true,
      fact,
      next: `Next: open it again, and it goes to ${goesTo.label}${there}, once other people have decided; or cancel it.`,
    };
  }
  const other = how === 'errored' ? 'corrects its details at Stripe, or adds another' : 'adds a';
  const kind =
    method === 'instant' ? 'card or bank account that takes instant payouts' : 'bank account or card';
  return {
    isPossible: false,
    fact: fact ?? `No ${kind} of the account takes ${code}.`,
    next: `Next: its owner ${other} ${kind} for ${code}${how === 'errored' ? '' : ' at Stripe'}; the account has no other. Then it can be opened again here. Or cancel it.`,
  };
}
