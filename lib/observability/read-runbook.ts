import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A page's name is words and hyphens, so it can name no other folder. */
const PAGE = /^[a-z]+(?:-[a-z]+)*$/;

/**
 * The text of `docs/runbooks/<page>.md`; null when there is no such page. The standalone server finds the files beside
 * itself: next.config.ts names them.
 */
export async function readRunbook(page: string): Promise<string | null> {
  if (!PAGE.test(page)) return null;
  try {
    return await readFile(join(process.cwd(), 'docs/runbooks', `${page}.md`), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
