import { join } from 'node:path';
import { startProcess } from './managed-process.ts';
import { waitForHttp } from './wait-for-http.ts';

export type StartedProgram = {
  /** Waits until the program answers at this address, or fails with the end of its log when it has ended. */
  answersAt: (url: string) => Promise<void>;
};

export type Launcher = {
  log: (name: string) => string;
  /** Starts a program that stays. */
  start: (name: string, args: string[], env: NodeJS.ProcessEnv) => Promise<StartedProgram>;
  /** Runs a program to its end. @throws Error with the end of its log when it fails */
  run: (name: string, args: string[], env: NodeJS.ProcessEnv) => Promise<void>;
  /** Adds something to be ended with the rest, and optionally a promise that settles when it ends by itself. */
  adopt: (part: { name: string; pid: number; stop: () => Promise<void>; ended: Promise<string> }) => void;
  pids: Readonly<Record<string, number>>;
  failed: Promise<string>;
  stop: () => Promise<void>;
};

/** Keeps together what one command starts, so that it ends together: each part after those that were started later. */
export function createLauncher(logFolder: string): Launcher {
  const stops: (() => Promise<void>)[] = [];
  const pids: Record<string, number> = {};
  const { promise: failed, resolve: fail } = Promise.withResolvers<string>();
  const log = (name: string): string => join(logFolder, `${name}.log`);

  const adopt: Launcher['adopt'] = ({ name, pid, stop, ended }) => {
    pids[name] = pid;
    stops.push(stop);
    void ended.then(fail);
  };
  return {
    log,
    adopt,
    pids,
    failed,
    start: async (name, args, env) => {
      const started = await startProcess({ name, args, env, log: log(name) });
      adopt(started);
      return { answersAt: (url) => waitForHttp(url, started.ended) };
    },
    run: async (name, args, env) => {
      const started = await startProcess({ name, args, env, log: log(name) });
      stops.push(started.stop);
      const reason = await started.ended;
      if (!(await started.succeeded)) throw new Error(reason);
    },
    stop: async () => {
      for (const stop of stops.splice(0).toReversed()) await stop();
    },
  };
}
