import { arrayContains, eq } from 'drizzle-orm';
import { connectedAccounts } from '#drizzle/schema/connected-accounts.ts';
import type { Database } from '../db/client.ts';
import { DomainError } from '../errors.ts';
import type { PressedScope } from './schemas.ts';

const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

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
      if (!CURRENCIES.has(scopeValue.toUpperCase()))
        throw new DomainError(
          'invalid_input',
          'Choose a currency by its three letters, such as EUR, or stop everything.',
        );
      return scopeValue.toLowerCase();
    case 'country':
      return countryOf(db, scopeValue);
    case 'method':
      return coded(
        scopeValue.toLowerCase(),
        /^(?:standard|instant)$/,
        'Choose standard or instant payouts, or stop everything.',
      );
    case 'risk_band':
      return coded(
        scopeValue.toLowerCase(),
        /^(?:low|medium|high|severe)$/,
        'Choose low, medium, high or severe risk, or stop everything.',
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

/** The country's own code, which is what Stripe says: of "UK", GB. */
async function countryOf(db: Pick<Database, 'select'>, given: string): Promise<string> {
  const letters = coded(
    given.toUpperCase(),
    /^[A-Z]{2}$/,
    'Choose a country by its two letters, or stop everything.',
  );
  const country = new Intl.Locale(`und-${letters}`).region ?? letters;
  const [known] = await db
    .select({ country: connectedAccounts.country })
    .from(connectedAccounts)
    .where(eq(connectedAccounts.country, country))
    .limit(1);
  if (!known && !(await wasEverIn(db, country)))
    throw new DomainError(
      'invalid_input',
      `No connected account is in ${country}, so this would stop nothing. Check the two letters, or stop everything.`,
    );
  return country;
}

/** Also what Stripe told of an account that is on record in another one. */
async function wasEverIn(db: Pick<Database, 'select'>, country: string): Promise<boolean> {
  const [known] = await db
    .select({ country: connectedAccounts.country })
    .from(connectedAccounts)
    .where(arrayContains(connectedAccounts.countries, [country]))
    .limit(1);
  return known !== undefined;
}

function coded(value: string, pattern: RegExp, words: string): string {
  if (!pattern.test(value)) throw new DomainError('invalid_input', words);
  return value;
}
