import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

/** Lines of a gzipped table, its heading first. */
export async function readLines(path: string): Promise<{ heading: string[]; lines: string[] }> {
  const text = (await promisify(gunzip)(await readFile(path))).toString('utf8');
  const [heading = '', ...lines] = text.trimEnd().split('\n');
  return { heading: heading.split(','), lines };
}
