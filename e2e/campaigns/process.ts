import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export type Settings = Readonly<Record<string, string>>;

export type RunningProcess = {
  /** The first log line whose message begins so, as an object. */
  logged: (message: string) => Promise<Record<string, unknown>>;
  /** Every log line so far, as objects. */
  lines: () => readonly Record<string, unknown>[];
  /** Waits until it ends by itself. */
  ended: () => Promise<number | null>;
  /** Ends it and waits until it is gone. `SIGKILL` gives it no chance to finish anything. */
  end: (signal: 'SIGTERM' | 'SIGKILL' | 'SIGUSR2') => Promise<number | null>;
};

/** Starts one of the project's processes as `npm run …` would, with an environment of its own. */
export function startProcess(script: string, settings: Settings): RunningProcess {
  const child: ChildProcess = spawn(process.execPath, ['--conditions=react-server', script], {
    env: { PATH: process.env['PATH'] ?? '', NODE_ENV: 'development', LOG_LEVEL: 'info', ...settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: Record<string, unknown>[] = [];
  let told = (): void => undefined;
  if (child.stdout === null) throw new Error('A started process has an output');
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (!line.startsWith('{')) return;
    lines.push(JSON.parse(line) as Record<string, unknown>); // our own log writes one object per line
    told();
  });
  child.on('exit', () => {
    told();
  });
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
  return {
    logged: async (message) => {
      for (;;) {
        const found = lines.find(
          (line) => typeof line['message'] === 'string' && line['message'].startsWith(message),
        );
        if (found !== undefined) return found;
        if (hasEnded()) throw new Error(`${script} ended before it said "${message}"`);
        await new Promise<void>((resolve) => {
          told = resolve;
        });
      }
    },
    lines: () => lines,
    ended: async () => {
      if (!hasEnded()) await once(child, 'exit');
      return child.exitCode;
    },
    end: async (signal) => {
      if (!hasEnded()) {
        child.kill(signal);
        await once(child, 'close'); // the last lines are read by then
      }
      return child.exitCode;
    },
  };
}
