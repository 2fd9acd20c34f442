import { createHash } from 'node:crypto';
import { chmod, lstat, mkdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Whom the server runs as. Postgres refuses to run as root, so root lends it the name of a user that exists anyway. */
export type ServerUser = { name: string; uid: number; gid: number };

/** Files left here survive a restart of the machine, unlike those in /tmp; Debian, macOS and containers all have it. */
const FOLDER_OPEN_TO_ALL = '/var/tmp';

/** @returns undefined when this process is not root: the server then simply runs as whoever started it */
export async function findServerUser(): Promise<ServerUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const users = (await readFile('/etc/passwd', 'utf8'))
    .split('\n')
    .map((line) => line.split(':'))
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
    .filter((user) => Number.isInteger(user.uid) && user.uid > 0);
  const user =
    users.find(({ name }) => name === 'postgres') ?? users.find(({ name }) => name === 'nobody') ?? users[0];
  if (user === undefined)
    throw new Error(
      'Postgres does not run as root and /etc/passwd names no other user. Add one, or set DATABASE_URL.',
    );
  return user;
}

/** Whether `user` may enter every folder on the way to `path` and read it. */
export async function canReach(user: ServerUser, path: string): Promise<boolean> {
  const READ = 0o4;
  const ENTER = 0o1;
  for (let current = path; ; current = dirname(current)) {
    const { mode, uid, gid } = await stat(current);
    const shift = uid === user.uid ? 6 : gid === user.gid ? 3 : 0;
    const needed = current === path ? READ : ENTER;
    if (((mode >> shift) & needed) !== needed) return false;
    if (current === dirname(current)) return true;
  }
}

/** Where `makeFolderOpenToAll` makes it. @param parent a folder that everybody may write to */
export function nameOfFolderFor(dataDir: string, parent: string): string {
  const digest = createHash('sha256').update(dataDir).digest('hex').slice(0, 16);
  return join(parent, `sluice-${digest}`);
}

/**
 * A folder outside the project that belongs to this data folder alone.
 * @throws Error when somebody else made it first: its name can be guessed, and root must not trust it then
 */
export async function makeFolderOpenToAll(dataDir: string, parent = FOLDER_OPEN_TO_ALL): Promise<string> {
  const folder = nameOfFolderFor(dataDir, parent);
  await mkdir(folder, { recursive: true, mode: 0o711 });
  const found = await lstat(folder);
  if (!found.isDirectory() || found.uid !== process.getuid?.())
    throw new Error(
      `${folder} belongs to somebody else. Remove it, or set SLUICE_DATA_DIR to another folder.`,
    );
  await chmod(folder, 0o711);
  return folder;
}
