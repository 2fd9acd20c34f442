import { asc } from 'drizzle-orm';
import { connectedAccounts } from '#drizzle/schema/connected-accounts.ts';
import { database } from '../db/client.ts';
import { DomainError } from '../errors.ts';
import { nameHasWords } from './name-words.ts';

/** Each account is another range to read, and a name that fits more says too little. */
const ACCOUNTS_MAX = 20;

/**
 * The connected accounts that a filter speaks of, by id or by words of their name; null for all.
 * @throws DomainError `precondition_failed` when the words fit too many names
 */
export async function accountsOf({
  connectedAccountId,
  words,
}: {
  readonly connectedAccountId?: string | undefined;
  readonly words?: readonly string[] | undefined;
}): Promise<string[] | null> {
  if (words === undefined || words.length === 0) {
    return connectedAccountId === undefined ? null : [connectedAccountId];
  }
  const found = await database()
    .select({ connectedAccountId: connectedAccounts.connectedAccountId })
    .from(connectedAccounts)
    .where(nameHasWords(connectedAccounts.displayName, words))
    .orderBy(asc(connectedAccounts.connectedAccountId))
    .limit(ACCOUNTS_MAX + 1);
  if (found.length > ACCOUNTS_MAX) {
    throw new DomainError(
      'precondition_failed',
      `More than ${String(ACCOUNTS_MAX)} connected accounts are called “${words.join(' ')}”. Type more of the name, or account:acct_…`,
    );
  }
  const ids = found.map((row) => row.connectedAccountId);
  return connectedAccountId === undefined ? ids : ids.filter((id) => id === connectedAccountId);
}
