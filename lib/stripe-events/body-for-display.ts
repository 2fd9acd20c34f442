const HIDDEN = '[hidden]';

/** Numbers of a bank or card of which the last four digits tell a person enough. */
const LAST_FOUR_KEYS: ReadonlySet<string> = new Set([
  'account_number',
  'bank_account_number',
  'card_number',
  'number',
  'iban',
  'clabe',
  'sepa_iban',
]);

/** Whatever leads to money or to a person: bank codes, national ids, birth, home, device, and Stripe's own secrets. */
const HIDDEN_KEYS: ReadonlySet<string> = new Set([
  'routing_number',
  'sort_code',
  'bsb_number',
  'bank_code',
  'branch_code',
  'institution_number',
  'transit_number',
  'aba',
  'cvc',
  'track_data',
  'id_number',
  'id_number_secondary',
  'personal_id_number',
  'national_id',
  'passport',
  'ssn',
  'ssn_last_4',
  'tax_id',
  'tax_id_number',
  'vat_id',
  'registration_number',
  'export_license_id',
  'dob',
  'birth_date',
  'date_of_birth',
  'nationality',
  'gender',
  'maiden_name',
  'full_name_aliases',
  'address',
  'phone',
  'email',
  'ip',
  'user_agent',
  'client_secret',
  'access_activity_log',
  'tax_ids',
  'evidence',
]);

/** Families of keys, such as `registered_address`, `address_kana`, `address_line1`, `customer_purchase_ip`, `support_phone`. */
const HIDDEN_PATTERN = /(^|_)(address(?:es)?|dob|phone|email|ip|secret|iban_number|postal_code|zip)(_|$)/;

/** Outcomes of checks, e.g. `address_line1_check`, and flags say nothing about a person. */
const SHOWN_PATTERN = /(_check|_provided|_hash)$/;

/** Written in a sentence or under a key that nobody listed, an IBAN is still an IBAN. */
const IBAN_PATTERN = /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b/g;

/**
 * A stored event's body for a screen: indented, with everything left out that could be used to move money or to find a
 * person. The stored bytes stay as they came.
 * @returns null for bytes that are no JSON: what cannot be read cannot be redacted
 */
export function bodyForDisplay(body: string): string | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    // Parsed once before it was stored, so this is itself a finding, which the page says.
    return null;
  }
  return JSON.stringify(redacted(parsed), null, 2);
}

function redacted(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll(IBAN_PATTERN, lastFour);
  if (Array.isArray(value)) return value.map(redacted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shown(key, inner)]));
}

function shown(key: string, value: unknown): unknown {
  if (value === null || typeof value === 'boolean') return value;
  const name = key.toLowerCase();
  if (LAST_FOUR_KEYS.has(name) && (typeof value === 'string' || typeof value === 'number'))
    return lastFour(String(value));
  const isHidden = HIDDEN_KEYS.has(name) || HIDDEN_PATTERN.test(name);
  return isHidden && !SHOWN_PATTERN.test(name) ? HIDDEN : redacted(value);
}

/** A short number would be given away by its last four. */
function lastFour(number: string): string {
  const digits = number.replaceAll(' ', '');
  return digits.length >= 8 ? `••••${digits.slice(-4)}` : HIDDEN;
}
