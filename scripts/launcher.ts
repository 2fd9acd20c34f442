import { join } from 'node:path';
import { startProcess } from './managed-process.ts';
import { waitForHttp } from './wait-for-http.ts';

export type StartedProgram = {
  /** Waits until the program answers at this address, or fails with the end of its log when it has ended. */
  answersAt: (url: string) => Promise<void>;
};

export type Launcher = {
  /** Starts a program that stays. */
  start: (name: string, args: string[], env: NodeJS.ProcessEnv) => Promise<StartedProgram>;
  /**
   * Starts a program that is started again whenever it ends unasked, as a machine's own supervisor would; one that ends within moments
   * of its start would do so again, and fails like any other. @param onAgain told in one sentence
   */
  keepRunning: (
    name: string,
    args: string[],
    env: NodeJS.ProcessEnv,
    onAgain: (sentence: string) => void,
  ) => Promise<void>;
  /** Runs a program to its end. @throws Error with the end of its log when it fails */
  run: (
    name: string,
    args: string[],
    env: NodeJS.ProcessEnv,
    onLine?: (line: string) => void,
  ) => Promise<void>;
  /** Adds something to be ended with the rest, and optionally a promise that settles when it ends by itself. */
  adopt: (part: {
    name: string;
    pid: number;
    stop: () => Promise<void>;
    ended: Promise<string>;
  }) => Promise<void>;
  pids: Readonly<Record<string, number>>;
  failed: Promise<string>;
  stop: () => Promise<void>;
};

/** Web and worker finish what is in hand within this time. */
const PATIENCE_MS = 10_000;
/** Whoever ends sooner after its start than this has no chance. */
const MOMENTS_MS = 5_000;

/**
 * Keeps together what one command starts, so that it ends together: each part after those that were started later.
 * @param onStarted told the process ids by name whenever one is added
 */
export function createLauncher(
  logFolder: string,
  onStarted: (pids: Readonly<Record<string, number>>) => void = () => undefined,
  patienceMs = PATIENCE_MS,
  momentsMs = MOMENTS_MS,
): Launcher {
  const stops: (() => Promise<void>)[] = [];
  const pids: Record<string, number> = {};
  const { promise: failed, resolve: fail } = Promise.withResolvers<string>();
  let isStopped = false;
  const log = (name: string): string => join(logFolder, `${name}.log`);

  const keep = async (part: { name: string; pid: number; stop: () => Promise<void> }): Promise<void> => {
    pids[part.name] = part.pid;
    stops.push(part.stop);
    onStarted(pids);
    if (!isStopped) return;
    await part.stop();
    throw new Error('Stopped while starting.');
  };
  const adopt: Launcher['adopt'] = async (part) => {
    await keep(part);
    void part.ended.then(fail);
  };
  const keepRunning: Launcher['keepRunning'] = async (name, args, env, onAgain) => {
    const startedAt = performance.now();
    const started = await startProcess({ name, args, env, log: log(name), patienceMs });
    await keep(started);
    void started.ended.then(async (reason) => {
      if (isStopped) return;
      if (performance.now() - startedAt < momentsMs) {
        fail(reason);
        return;
      }
      onAgain(`${reason.slice(0, reason.indexOf('.'))}, and is started again`);
      try {
        await keepRunning(name, args, env, onAgain);
      } catch (error) {
        fail(error instanceof Error ? error.message : String(error));
      }
    });
  };
  return {
    adopt,
    keepRunning,
    pids,
    failed,
    start: async (name, args, env) => {
      const started = await startProcess({ name, args, env, log: log(name), patienceMs });
      await adopt(started);
      return { answersAt: (url) => waitForHttp(url, started.ended) };
    },
    run: async (name, args, env, onLine) => {
      const output = onLine === undefined ? {} : { onLine };
      const started = await startProcess({ name, args, env, log: log(name), patienceMs, ...output });
      await keep(started);
      const reason = await started.ended;
      if (!(await started.succeeded)) throw new Error(reason);
    },
    stop: async () => {
      isStopped = true;
      for (const stop of stops.splice(0).toReversed()) await stop();
    },
  };
}
