const NAMES = new Intl.DisplayNames('en-GB', { type: 'region', fallback: 'code' });

/** A country for people. @param code as Stripe writes it, upper case */
export const countryName = (code: string): string => NAMES.of(code) ?? code;
