import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { freemem } from 'node:os';
import { makeFolderOpenToAll, nameOfFolderFor } from './server-user.ts';

/** Linux keeps the files of this folder in memory. */
const IN_MEMORY = '/dev/shm';

/** The largest test fills 2 GiB for a moment. Containers often give 64 MiB, which is for other things. */
const ROOM_BYTES = 6 * 2 ** 30;

/**
 * A folder in memory for databases that nobody will miss. The database of a test file is 2,300 small files: in memory they are
 * there after 60 ms, while a disk's file system may take two seconds, most of all when as many were removed just before.
 * @param dataDir whose folder it is: a server that already runs there is found again
 * @returns undefined where there is no such folder or not the room: the files belong on the disk then
 */
export async function makeMemoryFolder(dataDir: string): Promise<string | undefined> {
  if (!existsSync(IN_MEMORY)) return undefined;
  if (!existsSync(nameOfFolderFor(dataDir, IN_MEMORY))) {
    const { bavail, bsize } = await statfs(IN_MEMORY);
    if (Math.min(bavail * bsize, freemem()) < ROOM_BYTES) return undefined;
  }
  return makeFolderOpenToAll(dataDir, IN_MEMORY);
}
