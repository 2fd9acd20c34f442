import { database } from '../../db/client.ts';
import { DomainError } from '../../errors.ts';
import { readDestinations } from '../requests/choose-destination.ts';
import { readPayableAccounts } from '../requests/lock-payout-account.ts';
import { readManyPayable } from '../requests/read-payable.ts';
import { chooseAmount } from '../rules/choose-amount.ts';

type Line = { connectedAccountId: string; currency: string; amount: bigint | null };

/**
 * Why lines of a file would be refused if they were proposed now, in the words of that refusal; null when nothing stands in
 * the way of one. Six statements, however many lines. A look without locks: proposing looks again. A file has one line for an
 * account and currency, so no other line of it takes the same money.
 */
export async function whyRefused(lines: readonly Line[]): Promise<(line: Line) => string | null> {
  if (lines.length === 0) return () => null;
  const ids = [...new Set(lines.map(({ connectedAccountId }) => connectedAccountId))];
  const accountOf = await readPayableAccounts(database(), ids);
  const destinationOf = await readDestinations(database(), ids);
  const asked = (line: Line) => ({ ...accountOf(line.connectedAccountId), currency: line.currency });
  const payableOf = await readManyPayable(
    database(),
    lines.filter((line) => refusalOf(() => asked(line)) === null).map(asked),
  );
  return (line) =>
    refusalOf(() => {
      const account = asked(line);
      destinationOf({ ...line, method: 'standard' });
      chooseAmount(line, payableOf(account).amount);
    });
}

function refusalOf(tried: () => unknown): string | null {
  try {
    tried();
    return null;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return error.message;
  }
}
