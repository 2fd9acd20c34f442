/** NIST 800-63B and OWASP ASVS 6.2: length counts, composition does not. */
export const PASSWORD_LENGTH_MIN = 12;
const PASSWORD_LENGTH_MAX = 128;

/** `aaaaaaaaaaaa` is long and no password. */
const DISTINCT_CHARACTERS_MIN = 6;

const OBVIOUS = /password|passwort|sluice|qwert|asdfg|12345|letmein|welcome|administrator/i;

/** What is wrong with a password, by a word that fits into an address. */
export const PASSWORD_PROBLEMS = {
  short: `Use at least ${String(PASSWORD_LENGTH_MIN)} characters; a few words that do not belong together are best.`,
  long: `Use at most ${String(PASSWORD_LENGTH_MAX)} characters.`,
  obvious: 'This is one of the first that a stranger would try. Use words that do not belong together.',
  own: 'It contains your name or address. Use words that do not belong together.',
} as const;

export type PasswordProblem = keyof typeof PASSWORD_PROBLEMS;

/** A part of somebody's name or address that is worth looking for. */
const OWN_WORD_LENGTH_MIN = 4;

/** Why a password cannot be used, or `null`. @param about name and address of its owner */
export function passwordProblem(password: string, about: readonly string[]): PasswordProblem | null {
  if (password.length < PASSWORD_LENGTH_MIN) return 'short';
  if (password.length > PASSWORD_LENGTH_MAX) return 'long';
  if (new Set(password).size < DISTINCT_CHARACTERS_MIN || OBVIOUS.test(password)) return 'obvious';
  const lower = password.toLowerCase();
  const own = about.flatMap((text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u));
  if (own.some((word) => word.length >= OWN_WORD_LENGTH_MIN && lower.includes(word))) return 'own';
  return null;
}
