import { sql, type SQL, type SQLWrapper } from 'drizzle-orm';

/**
 * Whether a name has a word that begins with each of these, in any order, whatever its accents, apostrophes and hyphens. The
 * database's `name_words` cuts names exactly so, and the index of names is one of what it makes. Words of signs alone fit nothing.
 */
export function nameHasWords(name: SQLWrapper, words: readonly string[]): SQL {
  const asked = wordsOf(words.join(' '));
  if (asked.length === 0) return sql`false`;
  return sql`name_words(${name}) @@ to_tsquery('simple', ${asked.map((word) => `${word}:*`).join(' & ')})`;
}

/** Letters, digits and marks only, so nothing in a word can be an operator. */
function wordsOf(text: string): string[] {
  const folded = text
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/gu, '')
    .normalize('NFKC');
  return folded.split(/[^\p{L}\p{N}\p{M}]+/u).filter((word) => word !== '');
}
