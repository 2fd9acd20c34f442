import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

type Source = { path: string; text: string };

function sourcesIn(folder: string): Source[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path) && !/\.(?:test|fixture)\.tsx?$/.test(path))
    .map((path) => join(folder, path))
    .map((path) => ({ path, text: readFileSync(path, 'utf8') }))
    .sort((first, second) => (first.path < second.path ? -1 : 1));
}

/** Names of a file's exported functions whose first parameter is the context. */
function functionsOfContext(text: string): string[] {
  return [...text.matchAll(/^export (?:async )?function\*? (\w+)\(\s*ctx: Context\b/gm)].map(
    ([, name = '']) => name,
  );
}

/** Files that define a verb. */
export function findVerbs(): string[] {
  return sourcesIn('lib')
    .filter(({ path, text }) => path !== 'lib/verb.ts' && /\bdefineVerb\(/.test(text))
    .map(({ path }) => path);
}

/** Reads that answer to a context: all of `queries.ts` and `*-queries.ts`, and whatever else authorises by itself. */
export function findQueries(): string[] {
  return sourcesIn('lib')
    .filter(({ path, text }) => /(?:^|[/-])queries\.ts$/.test(path) || /\bauthorize\(ctx,/.test(text))
    .filter(({ path }) => path !== 'lib/verb.ts' && path !== 'lib/auth/authorize.ts')
    .flatMap(({ path, text }) => functionsOfContext(text).map((name) => `${path}#${name}`));
}

/** `app/(dashboard)/payouts/[payoutId]/page.tsx` → `/payouts/[payoutId]` */
function addressOf(path: string): string {
  const parts = path.split('/').slice(1, -1);
  return `/${parts.filter((part) => !/^\(.*\)$/.test(part) && !part.startsWith('@')).join('/')}`;
}

/** Addresses of all pages. */
export function findPages(): string[] {
  return sourcesIn('app')
    .filter(({ path }) => /\/page\.tsx$/.test(path))
    .map(({ path }) => addressOf(path))
    .sort();
}

/** `METHOD address` of all route handlers. */
export function findRoutes(): string[] {
  return sourcesIn('app')
    .filter(({ path }) => /\/route\.tsx?$/.test(path))
    .flatMap(({ path, text }) =>
      [...text.matchAll(/\b(?:function|const|as) (GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)\b/g)].map(
        ([, method = '']) => `${method} ${addressOf(path)}`,
      ),
    )
    .sort();
}

/** `file#name` of every export of a `'use server'` file: each is a public address. */
export function findActions(): string[] {
  return sourcesIn('app')
    .concat(sourcesIn('components'), sourcesIn('lib'))
    .filter(({ text }) => /^\s*['"]use server['"]/m.test(text))
    .flatMap(({ path, text }) =>
      [...text.matchAll(/^export (?:const|async function|function) (\w+)/gm)].map(
        ([, name = '']) => `${path}#${name}`,
      ),
    );
}

/** The text of the page at an address. */
export function pageSource(address: string): string {
  const page = sourcesIn('app').find(({ path }) => /\/page\.tsx$/.test(path) && addressOf(path) === address);
  return page?.text ?? '';
}
