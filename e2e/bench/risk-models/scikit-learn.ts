import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ForestRuns } from './forest.ts';

export type Peer = {
  version: string;
  measure: (path: string) => Promise<ForestRuns>;
  end: () => Promise<void>;
};

const PYTHON = '/usr/bin/python3'; // the system's own, where its package of scikit-learn lies
const ONE_THREAD = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' };

/** scikit-learn's forest in a process of its own, or `null` where the system has none. */
export async function startScikitLearn(seeds: number): Promise<Peer | null> {
  const program = join(import.meta.dirname, 'scikit-learn-forest.py');
  const child = spawn(PYTHON, [program, String(seeds)], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...process.env, ...ONE_THREAD },
  });
  const ended = new Promise<void>((resolve) => {
    child.once('error', () => {
      resolve(); // no such program: its lines end, which is what tells
    });
    child.once('close', () => {
      resolve();
    });
  });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const read = async (): Promise<unknown> => {
    const line = await lines.next();
    return line.done === true ? null : JSON.parse(line.value);
  };
  const greeting = (await read()) as { version: string } | null;
  if (greeting === null) return null;
  return {
    version: greeting.version,
    measure: async (path) => {
      if (!child.stdin.write(`${path}\n`)) await once(child.stdin, 'drain');
      const answer = (await read()) as ForestRuns | null;
      if (answer === null) throw new Error(`scikit-learn ended while it read ${path}`);
      return answer;
    },
    end: async () => {
      child.stdin.end();
      await ended;
    },
  };
}
