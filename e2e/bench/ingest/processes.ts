import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import type { LoadOrder, LoadReport } from './generator.ts';

export type Server = { port: number; stop: () => Promise<void> };

function hasTaskset(): boolean {
  if (process.platform !== 'linux' || availableParallelism() < 2) return false;
  try {
    execFileSync('taskset', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false; // not installed: the processes float, and the result says so
  }
}

/** Whether server and generator each have a core of their own; Postgres uses what is left of both. */
export const isPinned = hasTaskset();

function startNode(
  core: number,
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): ChildProcess {
  const node = [process.execPath, '--conditions=react-server', file, ...args];
  const [program = '', ...rest] = isPinned ? ['taskset', '-c', String(core), ...node] : node;
  return spawn(program, rest, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
}

/** Starts a server that prints `{"port":n}` as its first line. */
export async function startServer(
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Server> {
  const child = startNode(0, file, args, env);
  if (child.stdout === null) throw new Error('The server has no output');
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('{"port":')) continue;
    const { port } = JSON.parse(line) as { port: number }; // printed by our own server files
    return {
      port,
      stop: async () => {
        if (child.exitCode !== null) return;
        child.kill('SIGKILL');
        await once(child, 'exit');
      },
    };
  }
  throw new Error(`${file} ended before it listened`);
}

/** Runs the generator once against a server. */
export async function generateLoad(order: LoadOrder): Promise<LoadReport> {
  const child = startNode(1, new URL('generator.ts', import.meta.url).pathname, [JSON.stringify(order)], {});
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const [code] = (await once(child, 'exit')) as [number | null]; // documented arguments of `exit`
  if (code !== 0) throw new Error(`The load generator ended with ${String(code)}`);
  return JSON.parse(output) as LoadReport; // printed by generator.ts
}
