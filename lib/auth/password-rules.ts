/** NIST 800-63B and OWASP ASVS 6.2: length counts, composition does not. */
export const PASSWORD_LENGTH_MIN = 12;
const PASSWORD_LENGTH_MAX = 128;

/** `aaaaaaaaaaaa` is long and no password. */
const DISTINCT_CHARACTERS_MIN = 6;

const OBVIOUS = /password|passwort|sluice|qwert|asdfg|12345|letmein|welcome|administrator/i;

/** Why a password cannot be used, in one sentence, or `null`. @param about words that belong to its owner */
export function passwordProblem(password: string, about: readonly string[]): string | null {
  if (password.length < PASSWORD_LENGTH_MIN)
    return `Use at least ${String(PASSWORD_LENGTH_MIN)} characters; a few words that do not belong together are best.`;
  if (password.length > PASSWORD_LENGTH_MAX) return `Use at most ${String(PASSWORD_LENGTH_MAX)} characters.`;
  if (new Set(password).size < DISTINCT_CHARACTERS_MIN || OBVIOUS.test(password))
    return 'This is one of the first that a stranger would try. Use words that do not belong together.';
  const lower = password.toLowerCase();
  const own = about.flatMap((text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u));
  if (own.some((word) => word.length >= 4 && lower.includes(word)))
    return 'It contains your name or address. Use words that do not belong together.';
  return null;
}
