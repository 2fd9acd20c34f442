import { DomainError } from '../errors.ts';

/** As long as the database takes. */
const NOTE_LENGTH_MAX = 4_000;

/** A note as it is kept: a browser sends line ends as two characters. @throws DomainError `invalid_input`, in words */
export function noteText(written: string): string {
  const text = written.replaceAll('\r\n', '\n').trim();
  if (text === '' || text.length > NOTE_LENGTH_MAX)
    throw new DomainError(
      'invalid_input',
      `Write what colleagues should know, in at most ${String(NOTE_LENGTH_MAX)} characters.`,
    );
  return text;
}
