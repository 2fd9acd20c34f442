/** What somebody typed into the search of the top bar: an id of Stripe's or of ours, an amount, or words of a name. */
export type SearchText =
  | { readonly kind: 'id'; readonly id: string }
  | {
      readonly kind: 'amount';
      readonly typed: string;
      readonly currency: string | undefined;
      readonly trace: string | null;
    }
  | { readonly kind: 'words'; readonly words: readonly string[]; readonly trace: string | null };

/** One letter begins too many names to say anything. */
const WORD_LENGTH_MIN = 2;
const WORDS_MAX = 6;

/** Prefix, underscore and at least one character. */
const ID = /^[a-z]{2,7}_\w+$/;
/** A bank's trace (ACH has 15 digits, a SWIFT UETR 36 signs): letters and digits without a space, and a digit among them. */
const TRACE = /^[A-Za-z0-9][A-Za-z0-9-]{7,63}$/;
const AMOUNT = /^([\d.,'’\s]*\d)(?:\s*([a-z]{3}))?$/i;

/** Reads it; null when there is nothing to look for. */
export function readSearchText(text: string): SearchText | null {
  const trimmed = text.trim();
  if (ID.test(trimmed)) return { kind: 'id', id: trimmed };
  const amount = AMOUNT.exec(trimmed);
  const trace = TRACE.test(trimmed) && /\d/.test(trimmed) ? trimmed : null;
  if (amount?.[1] !== undefined)
    return { kind: 'amount', typed: amount[1].trim(), currency: amount[2]?.toLowerCase(), trace };
  const words = trimmed.split(/[^\p{L}\p{N}\p{M}]+/u).filter((word) => word !== '');
  if (words.join('').length < WORD_LENGTH_MIN) return null;
  return { kind: 'words', words: words.slice(0, WORDS_MAX), trace };
}
