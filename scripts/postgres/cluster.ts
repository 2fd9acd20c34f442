import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { access, chown, mkdir, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { program } from './binaries.ts';
import { asServerUser, type ServerFiles } from './postmaster.ts';

const execute = promisify(execFile);

/** The owner of everything and its database carry the product's name. */
export const SUPERUSER = 'sluice';
/** Whoever web, worker and ingress log in as: it owns nothing. */
export const LOGIN = 'sluice_login';
const MAJOR_VERSION = '18';
const LOOPBACK = '127.0.0.1';

/** A password of this data folder, made once, readable by its owner only; each role has one of its own. */
export async function readOrMakePassword(home: string, role: string): Promise<string> {
  const path = join(home, role === SUPERUSER ? 'password' : `password-${role}`);
  const found = await readIfPresent(path);
  if (found !== undefined) return found;
  const password = randomBytes(24).toString('base64url');
  await writeFile(path, password, { mode: 0o600, flag: 'wx' });
  return password;
}

/**
 * Makes the database files if there are none yet. An interrupted initdb leaves a folder of another name behind.
 * @throws Error when the files are of another major version
 */
export async function ensureCluster(files: ServerFiles, password: string): Promise<void> {
  const version = await readIfPresent(join(files.cluster, 'PG_VERSION'));
  if (version === MAJOR_VERSION) return;
  if (version !== undefined)
    throw new Error(
      `${files.cluster} was made by Postgres ${version}, this is ${MAJOR_VERSION}. Move it away, or set SLUICE_DATA_DIR.`,
    );
  const parent = dirname(files.cluster);
  await mkdir(parent, { recursive: true, mode: 0o700 });
  const unfinished = `${files.cluster}.${String(process.pid)}`;
  const passwordFile = `${unfinished}.password`;
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (files.user !== undefined)
    for (const path of [parent, passwordFile]) await chown(path, files.user.uid, files.user.gid);
  try {
    await execute(
      program(files.binaries, 'initdb'),
      [
        ...['-D', unfinished, '-U', SUPERUSER, '--pwfile', passwordFile, '--auth=scram-sha-256'],
        ...['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
        ...['--no-instructions', '--no-sync'],
      ],
      { ...asServerUser(files), env: { ...process.env, TZ: 'UTC', LC_ALL: 'C' } },
    );
  } finally {
    await unlink(passwordFile);
  }
  await rename(unfinished, files.cluster);
}

/** The port of last time when it is free, else a free one, which is then remembered. */
export async function choosePort(home: string): Promise<number> {
  const path = join(home, 'port');
  const before = Number(await readIfPresent(path));
  if (before > 0 && (await isPortFree(before))) return before;
  const port = await findFreePort();
  await writeFile(path, String(port));
  return port;
}

export async function isPortFree(port: number, host = LOOPBACK): Promise<boolean> {
  return (await listenOnce(port, host)) !== undefined;
}

/** A port that nobody listens on right now; the kernel does not hand it out again soon. */
export async function findFreePort(): Promise<number> {
  const port = await listenOnce(0, LOOPBACK);
  if (port === undefined) throw new Error(`No free port on ${LOOPBACK}.`);
  return port;
}

function listenOnce(port: number, host: string): Promise<number | undefined> {
  const { promise, resolve } = Promise.withResolvers<number | undefined>();
  const server = createServer();
  server.once('error', () => {
    resolve(undefined);
  });
  server.listen(port, host, () => {
    const address = server.address();
    server.close(() => {
      resolve(typeof address === 'object' ? address?.port : undefined);
    });
  });
  return promise;
}

async function readIfPresent(path: string): Promise<string | undefined> {
  const isPresent = await access(path).then(
    () => true,
    () => false,
  );
  return isPresent ? (await readFile(path, 'utf8')).trim() : undefined;
}
