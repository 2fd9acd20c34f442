import { glob, readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { CHART_OF_ACCOUNTS_PATH, chartOfAccountsMarkdown } from './generate-chart-of-accounts.ts';
import {
  findBannedNames,
  findBannedText,
  findBrokenPaths,
  findLongFiles,
  findUntestedHandlers,
  type TextFile,
} from './tidy/findings.ts';

/** What no other tool looks at: words, names, lengths, and documents that must agree with the code. */

const FOLDERS = '{app,components,docs,drizzle,e2e,lib,scripts}/**/*.{ts,tsx,mjs,cjs,css,md,sql}';
const ROOT_FILES = '*.{ts,mjs,cjs,md}';

async function readAll(pattern: string): Promise<TextFile[]> {
  const paths: string[] = [];
  for await (const path of glob(pattern)) paths.push(path.replaceAll('\\', '/'));
  return Promise.all(paths.toSorted().map(async (path) => ({ path, text: await readFile(path, 'utf8') })));
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function findGeneratedDrift(): Promise<string[]> {
  const isCurrent = (await readFile(CHART_OF_ACCOUNTS_PATH, 'utf8')) === (await chartOfAccountsMarkdown());
  return isCurrent
    ? []
    : [`${CHART_OF_ACCOUNTS_PATH} is not current: node scripts/generate-chart-of-accounts.ts`];
}

const files = (await Promise.all([FOLDERS, ROOT_FILES].map(readAll))).flat();
const code = files.filter(
  ({ path }) => /\.(?:tsx?|mjs|cjs)$/.test(path) && basename(path) !== 'next-env.d.ts',
);
const documents = files.filter(({ path }) => path.endsWith('.md'));

const findings = [
  ...(await findBrokenPaths(documents, exists)),
  ...findBannedNames(code.map(({ path }) => path)),
  ...findBannedText(code),
  ...findLongFiles(code),
  ...findUntestedHandlers(code),
  ...(await findGeneratedDrift()),
];
for (const finding of findings) console.error(finding);
console.log(`${code.length} files of code and ${documents.length} documents looked at`);
if (findings.length > 0) process.exitCode = 1;
