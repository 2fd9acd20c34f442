import { readFile } from 'node:fs/promises';

/** The end of a log file, for error messages; empty when there is none. */
export async function lastLogLines(path: string, count = 12): Promise<string> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-count).join('\n');
}
