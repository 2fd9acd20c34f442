import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { delimiter, resolve } from 'node:path';

/** `hung` when it was ended because it ran for too long. */
export type LoggedRun = { ok: boolean; hung: boolean; milliseconds: number; log: string };

const SILENCE_MS = 30_000;
/** How long what is asked to end may take to end what it has started. */
const MANNERS_MS = 30_000;

/**
 * Runs a command of `node_modules/.bin` to its end, its output in a file, without standard input.
 * @param options.minutesMax after which it counts as hung: its whole process group is ended and the run has failed
 */
export async function runLogged(options: {
  command: readonly [string, ...string[]];
  log: string;
  minutesMax: number;
  env: NodeJS.ProcessEnv;
  onSilence: (seconds: number) => void;
}): Promise<LoggedRun> {
  const started = performance.now();
  const [program, ...args] = options.command;
  const log = await open(options.log, 'w');
  const child = spawn(program, args, {
    stdio: ['ignore', log.fd, log.fd],
    env: { ...options.env, PATH: [resolve('node_modules/.bin'), process.env['PATH']].join(delimiter) },
    detached: true,
  });
  const endGroup = (signal: NodeJS.Signals): void => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, signal);
  };
  const passOn = (): void => {
    endGroup('SIGTERM');
    process.exitCode = 130;
  };
  const ticker = setInterval(() => {
    options.onSilence(Math.round((performance.now() - started) / 1000));
  }, SILENCE_MS);
  let hung = false;
  let killing: NodeJS.Timeout | undefined;
  const deadline = setTimeout(() => {
    hung = true;
    // First asked: what it started beside itself (servers, browsers) is only ended by it.
    endGroup('SIGTERM');
    killing = setTimeout(endGroup, MANNERS_MS, 'SIGKILL');
  }, options.minutesMax * 60_000);
  process.once('SIGINT', passOn).once('SIGTERM', passOn);
  try {
    const [code] = (await once(child, 'exit')) as [number | null];
    return { ok: code === 0, hung, milliseconds: performance.now() - started, log: options.log };
  } finally {
    process.off('SIGINT', passOn).off('SIGTERM', passOn);
    clearInterval(ticker);
    clearTimeout(deadline);
    clearTimeout(killing);
    await log.close();
  }
}
