import { basename } from 'node:path';

export type TextFile = { path: string; text: string };

const LINES_MAX = 350;
/** A test file may tell more cases of its one idea. */
const TEST_LINES_MAX = 500;

/** A name that could hold anything says nothing about what is inside. */
const BANNED_WORDS = ['utils', 'util', 'helpers', 'helper', 'common', 'misc', 'service', 'manager'];
const BARREL_ALLOWED = 'drizzle/schema/index.ts';

// Spelled apart, so that this file does not find itself.
const BANNED_TEXT = [
  'TO' + 'DO',
  'FIX' + 'ME',
  '@ts-' + 'ignore',
  '@ts-' + 'expect-error',
  '@ts-' + 'nocheck',
  'eslint-' + 'disable',
];

/** A path of this project in running text: from one of its folders to a file or folder. */
const CITED_PATH = /(?<![\w/.-])((?:app|components|docs|drizzle|e2e|lib|scripts)\/[\w./()[\]-]*[\w\])/])/g;

/** Paths that a document cites and that do not exist. A path with a placeholder in it is not looked at. */
export async function findBrokenPaths(
  documents: TextFile[],
  exists: (path: string) => Promise<boolean>,
): Promise<string[]> {
  const findings: string[] = [];
  for (const { path, text } of documents)
    for (const [index, line] of text.split('\n').entries())
      for (const [, cited = ''] of line.matchAll(CITED_PATH)) {
        const rest = line.slice(line.indexOf(cited) + cited.length);
        if (/^[*<{…]/.test(rest) || cited.includes('NNNN')) continue;
        if (await exists(trimBracket(cited))) continue;
        findings.push(`${path}:${index + 1} names ${cited}, which does not exist`);
      }
  return findings;
}

/** `(see lib/money/)` ends in a bracket of the sentence; `app/(dashboard)` in one of the path. */
function trimBracket(cited: string): string {
  const [open, close] = [cited.split('(').length, cited.split(')').length];
  return close > open ? cited.slice(0, -1) : cited;
}

/** Files whose name says nothing, and barrels, which hide who imports what. */
export function findBannedNames(paths: string[]): string[] {
  return paths.flatMap((path) => {
    const name = basename(path);
    const words = path.split(/[/.-]/);
    const banned = words.find((word) => BANNED_WORDS.includes(word));
    if (banned !== undefined) return [`${path}: "${banned}" could hold anything; name what is inside`];
    if (/^index\.tsx?$/.test(name) && path !== BARREL_ALLOWED)
      return [`${path}: import the file itself instead of a barrel`];
    return [];
  });
}

/** Unfinished work and switched-off checks. */
export function findBannedText(code: TextFile[]): string[] {
  return code.flatMap(({ path, text }) =>
    text
      .split('\n')
      .flatMap((line, index) =>
        BANNED_TEXT.filter((banned) => line.includes(banned)).map(
          (banned) => `${path}:${index + 1} has ${banned}: do it, or file it, but do not leave it`,
        ),
      ),
  );
}

/** Files that have grown a second idea. */
export function findLongFiles(code: TextFile[]): string[] {
  return code
    .map(({ path, text }) => ({
      path,
      lines: text.split('\n').length,
      max: /\.(?:test|spec)\.tsx?$/.test(path) ? TEST_LINES_MAX : LINES_MAX,
    }))
    .filter(({ lines, max }) => lines > max)
    .map(({ path, lines, max }) => `${path} has ${lines} lines, more than ${max}: a second idea moved in`);
}

/** Webhook handlers of which no test sends an event: `application-fee.ts` needs an `'application_fee.…'` in one. */
export function findUntestedHandlers(code: TextFile[]): string[] {
  const tests = code.filter(({ path }) => /^lib\/stripe-events\/.*\.test\.ts$/.test(path));
  return code
    .filter(({ path }) => /^lib\/stripe-events\/handlers\/(?!.*\.test\.ts$)/.test(path))
    .filter(({ path }) => {
      const event = new RegExp(`['"\`](?:[a-z]+\\.)?${basename(path, '.ts').replaceAll('-', '_')}\\.`);
      return !tests.some(({ text }) => event.test(text));
    })
    .map(({ path }) => `${path}: no test in lib/stripe-events sends one of its events`);
}
