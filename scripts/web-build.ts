import { createHash } from 'node:crypto';
import { access, cp, glob, readFile, rm, writeFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { environmentWithoutSettings } from './settings.ts';

/** What `next build` reads. A change in any of it makes a new build. */
const SOURCES = [
  '{app,components,lib,drizzle/schema,public}/**/*',
  'drizzle/migrations/meta/_journal.json',
  'docs/runbooks/*.md',
  '{proxy,instrumentation,instrumentation-client,next.config}.ts',
  'postcss.config.mjs',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  // What a build leaves out is decided here.
  'scripts/{web-build,settings}.ts',
];
const DIGEST_FILE = '.next/sluice-build-digest';

/** The program that serves the build; it needs nothing but Node. */
export const WEB_SERVER = '.next/standalone/server.js';

export const NEXT = 'node_modules/next/dist/bin/next';

/**
 * Keeps Next from reading .env files itself, in the build and again in the server: it believes that somebody has.
 * `scripts/run.mjs` reads `.env`, once, and what `check-environment.ts` then accepts is all that a server may see.
 */
export const WITHOUT_ENV_FILES = { __NEXT_PROCESSED_ENV: 'true' } as const;

/** Whether there is a build of exactly these sources. */
export async function isWebBuildCurrent(): Promise<boolean> {
  const built = await readFile(DIGEST_FILE, 'utf8').catch(() => '');
  return built === (await digestOfSources());
}

/**
 * Makes the production build with its static files beside its server, ready to run.
 * @param runNode runs this Node with arguments and environment to a successful end, or throws
 */
export async function buildWeb(
  runNode: (args: string[], env: NodeJS.ProcessEnv) => Promise<void>,
): Promise<void> {
  const digest = await digestOfSources();
  // A build that read settings would carry one machine's addresses and keys to another.
  const env = {
    ...environmentWithoutSettings(),
    ...WITHOUT_ENV_FILES,
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
  } as const;
  await runNode([NEXT, 'build'], env);
  // Next copies them unread beside its server, which would go on with yesterday's secrets.
  for await (const path of glob('.next/standalone/**/.env*')) await rm(path);
  await cp('.next/static', '.next/standalone/.next/static', { recursive: true });
  if (await isPresent('public')) await cp('public', '.next/standalone/public', { recursive: true });
  await writeFile(DIGEST_FILE, digest);
}

async function digestOfSources(): Promise<string> {
  const paths: string[] = [];
  for (const pattern of SOURCES)
    for await (const entry of glob(pattern, { withFileTypes: true }))
      if (entry.isFile()) paths.push(resolve(entry.parentPath, entry.name));
  const hash = createHash('sha256').update(process.versions.node);
  for (const path of paths.toSorted())
    if (!/\.test\.tsx?$/.test(path)) hash.update(relative('.', path)).update(await readFile(path));
  return hash.digest('hex');
}

async function isPresent(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
