import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { waitsBriefly } from './lock-timeout.ts';

const execute = promisify(execFile);
const MIGRATIONS = 'drizzle/migrations';

/*
 * Fails when the migrations contradict each other, when one may wait for a lock without an end, or when drizzle/schema
 * says something that no migration does.
 * drizzle-kit writes what is missing into a copy, so a look leaves the project as it was.
 */
await drizzleKit('check', '--dialect=postgresql', `--out=${MIGRATIONS}`);

for (const name of await readdir(MIGRATIONS)) {
  if (!name.endsWith('.sql') || waitsBriefly(name, await readFile(join(MIGRATIONS, name), 'utf8'))) continue;
  console.error(`${name} must begin with: SET lock_timeout = '5s';--> statement-breakpoint`);
  process.exitCode = 1;
}

await mkdir('.data', { recursive: true });
const copy = await mkdtemp('.data/migrations-');
try {
  await cp(MIGRATIONS, copy, { recursive: true });
  await drizzleKit(
    'generate',
    '--dialect=postgresql',
    '--schema=./drizzle/schema/index.ts',
    `--out=./${copy}`,
  );
  const before = await readdir(MIGRATIONS);
  const missing = (await readdir(copy)).filter((name) => !before.includes(name));
  for (const name of missing) console.error(await readFile(join(copy, name), 'utf8'));
  if (missing.length > 0) {
    console.error('drizzle/schema says what no migration does. Run: npx drizzle-kit generate --name <noun>');
    process.exitCode = 1;
  }
} finally {
  await rm(copy, { recursive: true });
}

async function drizzleKit(...args: string[]): Promise<void> {
  try {
    await execute('drizzle-kit', args);
  } catch (error) {
    if (error instanceof Error && 'stdout' in error) console.error(error.stdout);
    throw error;
  }
}
