import { eq } from 'drizzle-orm';
import { connectedAccounts } from '#drizzle/schema/connected-accounts.ts';
import type { Database } from '../db/client.ts';
import { DomainError } from '../errors.ts';
import type { PressedScope } from './schemas.ts';

type Press = Pick<PressedScope, 'scope' | 'scopeValue'>;

/**
 * The value as the database compares it. A press that would cover nothing because of a slip of the thumb is refused with
 * what to do instead: it would look like safety.
 * @throws DomainError `invalid_input`
 */
export async function scopeValueOf(
  db: Pick<Database, 'select'>,
  { scope, scopeValue }: Press,
): Promise<string> {
  switch (scope) {
    case 'everything':
      return '';
    case 'currency':
      return coded(
        scopeValue.toLowerCase(),
        /^[a-z]{3}$/,
        'Choose a currency by its three letters, or stop everything.',
      );
    case 'country':
      return coded(
        scopeValue.toUpperCase(),
        /^[A-Z]{2}$/,
        'Choose a country by its two letters, or stop everything.',
      );
    case 'method':
      return coded(
        scopeValue.toLowerCase(),
        /^(?:standard|instant)$/,
        'Choose standard or instant payouts, or stop everything.',
      );
    case 'connected_account': {
      const [known] = await db
        .select({ connectedAccountId: connectedAccounts.connectedAccountId })
        .from(connectedAccounts)
        .where(eq(connectedAccounts.connectedAccountId, scopeValue));
      if (!known)
        throw new DomainError(
          'invalid_input',
          'Sluice has not seen a connected account with this id. Check the id, or stop everything.',
        );
      return known.connectedAccountId;
    }
  }
}

function coded(value: string, pattern: RegExp, words: string): string {
  if (!pattern.test(value)) throw new DomainError('invalid_input', words);
  return value;
}
