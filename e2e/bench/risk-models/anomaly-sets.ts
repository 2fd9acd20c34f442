import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readLines } from './csv.ts';

export type AnomalySet = {
  name: string;
  path: string;
  rows: number;
  columns: number;
  x: Float64Array;
  hits: Uint8Array;
};

/** The tables of a folder one after another; the last column says what was an anomaly and is never fitted on. */
export async function* anomalySets(folder: string): AsyncGenerator<AnomalySet> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.csv.gz')).toSorted();
  for (const file of files) {
    const path = join(folder, file);
    const { heading, lines } = await readLines(path);
    const columns = heading.length - 1;
    const x = new Float64Array(lines.length * columns);
    const hits = new Uint8Array(lines.length);
    for (const [row, line] of lines.entries()) {
      const values = line.split(',').map(Number);
      x.set(values.slice(0, columns), row * columns);
      hits[row] = values[columns] ?? 0;
    }
    yield { name: file.slice(0, -'.csv.gz'.length), path, rows: lines.length, columns, x, hits };
  }
}
