export const REDACTED = '[redacted]';

/** A field with such a name is never written, whatever it holds. */
const SECRET_KEY =
  /authori[sz]ation|cookie|secret|passw|token|api.?key|signature|e.?mail|^body$|raw.?body|request.?data|iban|bic$|(account|routing|card|bank|sort).?(number|code|no)$|holder|dsn$|ssn|tax.?id|dob$/i;

/** Pairs of what a secret or a personal datum looks like inside any text, and what stays of it. */
const SECRET_TEXT: readonly (readonly [RegExp, string])[] = [
  [/\b(sk|rk|pk)_(test|live)_[A-Za-z0-9_]+/g, `$1_$2_${REDACTED}`],
  [/\bwhsec_[A-Za-z0-9+/=_-]+/g, `whsec_${REDACTED}`],
  [/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]+/gi, `$1 ${REDACTED}`],
  [/\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*/g, REDACTED],
  [/\b(\w+_secret)_+[A-Za-z0-9_]{8,}/g, `$1_${REDACTED}`],
  [/((?:set-)?cookie:\s*)[^\r\n]+/gi, `$1${REDACTED}`],
  [/\b(__Host-|__Secure-)?(next-auth\.[\w.-]+|session[\w-]*)=[^;\s"]+/gi, `$1$2=${REDACTED}`],
  [/(\w:\/\/[^\s:/@]+:)[^\s@/]+@/g, `$1${REDACTED}@`],
  [/[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}/g, REDACTED],
  // An IBAN is two letters, two check digits and 11 to 30 more characters, often written in groups of four.
  [/\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b/g, REDACTED],
  // Account, routing and card numbers: eight to nineteen digits that are a word of their own, also in groups; no dates.
  [/(?<![\w.-])(?!(?:19|20)\d\d-\d\d-\d\d(?!\d))\d(?:[ -]?\d){7,18}(?![\w-])/g, REDACTED],
];

/** Deeper than any record of ours; an object that refers to itself ends here. */
const DEPTH_MAX = 6;

/** A stack or a message longer than this is cut: an error can carry a whole HTML page. */
const TEXT_LENGTH_MAX = 8_000;

/** The text without keys, tokens, cookies, e-mail addresses and bank numbers. Ids of Stripe's objects stay. */
export function scrubText(text: string): string {
  return SECRET_TEXT.reduce(
    (scrubbed, [pattern, kept]) => scrubbed.replace(pattern, kept),
    text.slice(0, TEXT_LENGTH_MAX),
  );
}

/**
 * The number by which a person's error page and the log's line find each other: Next's hash of the error, up to ten digits and
 * for some errors a letter and digits after an at sign. It looks like a bank number and is none.
 */
const REFERENCE_KEY = /(?:^|\.)digest$/;
const REFERENCE = /^\d{1,10}(?:@[A-Z]\d{1,5})?$/;

/** Whether a text under this name is such a reference, which stays as it is. */
function isReference(key: string, value: unknown): boolean {
  return REFERENCE_KEY.test(key) && typeof value === 'string' && REFERENCE.test(value);
}

/** A field's value that is safe to write: withheld by the field's name, else as `scrub` has it. */
export function scrubField(key: string, value: unknown, depth = 0): unknown {
  if (SECRET_KEY.test(key)) return REDACTED;
  return isReference(key, value) ? value : scrub(value, depth);
}

/** A plain copy of any value that is safe to write: withheld by key, scrubbed by pattern, bigints as text. */
export function scrub(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return scrubText(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Error) return scrubText(`${value.name}: ${value.message}`);
  if (depth >= DEPTH_MAX) return '[deeper]';
  if (Array.isArray(value)) return value.map((item) => scrub(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, scrubField(key, item, depth + 1)]),
  );
}
