import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { access, cp, glob, mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { environmentWithoutSettings } from './settings.ts';

/** What `next build` reads. A change in any of it makes a new build. */
const SOURCES = [
  '{app,components,lib,drizzle/schema,public}/**/*',
  'drizzle/migrations/meta/_journal.json',
  '{proxy,instrumentation,instrumentation-client,next.config}.ts',
  'postcss.config.mjs',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
];
const DIGEST_FILE = '.next/sluice-build-digest';

/** The program that serves the build; it needs nothing but Node. */
export const WEB_SERVER = '.next/standalone/server.js';

/**
 * Makes the production build with its static files beside its server, ready to run.
 * @param options.reuse leave a build alone that was made from the same sources
 * @param options.log file for the output; without one it goes to this process's own
 * @param options.onStart told when a build is needed, because it takes a while
 * @returns whether a build was made
 * @throws Error when the build fails
 */
export async function buildWeb(options: {
  reuse: boolean;
  log?: string;
  onStart?: () => void;
}): Promise<boolean> {
  const digest = await digestOfSources();
  if (options.reuse && (await readFile(DIGEST_FILE, 'utf8').catch(() => '')) === digest) return false;
  options.onStart?.();
  await runNextBuild(options.log);
  await cp('.next/static', '.next/standalone/.next/static', { recursive: true });
  if (await isPresent('public')) await cp('public', '.next/standalone/public', { recursive: true });
  await writeFile(DIGEST_FILE, digest);
  return true;
}

async function runNextBuild(log: string | undefined): Promise<void> {
  if (log !== undefined) await mkdir(dirname(log), { recursive: true });
  const file = log === undefined ? undefined : await open(log, 'w');
  const output = file === undefined ? 'inherit' : file.fd;
  const child = spawn(process.execPath, [resolve('node_modules/next/dist/bin/next'), 'build'], {
    stdio: ['ignore', output, output],
    // A build that read settings would carry one machine's addresses and keys to another.
    env: { ...environmentWithoutSettings(), NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  await file?.close();
  if (code === 0) return;
  const tail =
    log === undefined ? '' : `:\n${(await readFile(log, 'utf8')).split('\n').slice(-40).join('\n')}`;
  throw new Error(`next build failed${tail}`);
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
