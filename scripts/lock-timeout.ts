/** Migrations up to this one had landed before the rule; those of them that lock a table say it too. */
const LAST_WITHOUT_RULE = '0008';

/**
 * Whether a migration first says how long it waits for a lock. Without that, one long query makes a migration wait, and
 * everybody who comes after the migration waits behind it.
 * @param name file name, `0009_noun.sql`
 */
export function waitsBriefly(name: string, sql: string): boolean {
  if (name.slice(0, LAST_WITHOUT_RULE.length) <= LAST_WITHOUT_RULE) return true;
  const first = sql.replaceAll(/^\s*--.*$/gm, '').trimStart();
  return /^set lock_timeout = '\d+m?s'/i.test(first);
}
