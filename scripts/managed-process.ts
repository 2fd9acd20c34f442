import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { lastLogLines } from './last-log-lines.ts';

export type ManagedProcess = {
  name: string;
  pid: number;
  /** Settles with one sentence and the last lines of the log when the process ends, wanted or not. */
  ended: Promise<string>;
  /** Whether it ended with exit code 0; settles together with `ended`. */
  succeeded: Promise<boolean>;
  /** SIGTERM to its whole process group, SIGKILL after the patience given. */
  stop: () => Promise<void>;
};

export type ProcessPlan = {
  name: string;
  /** Arguments for this same Node. */
  args: readonly string[];
  env: NodeJS.ProcessEnv;
  log: string;
  /** From SIGTERM to SIGKILL. */
  patienceMs: number;
  /** Told each line of standard output, which then does not go to the log. */
  onLine?: (line: string) => void;
};

/** Starts a Node process in a process group of its own, so that Ctrl-C in the terminal reaches only whoever stops it. */
export async function startProcess(plan: ProcessPlan): Promise<ManagedProcess> {
  await mkdir(dirname(plan.log), { recursive: true });
  const log = await open(plan.log, 'a');
  const child = spawn(process.execPath, plan.args, {
    stdio: ['ignore', plan.onLine === undefined ? log.fd : 'pipe', log.fd],
    env: plan.env,
    detached: true,
  });
  await once(child, 'spawn');
  await log.close();
  if (plan.onLine !== undefined && child.stdout !== null)
    createInterface(child.stdout).on('line', plan.onLine);
  const { pid } = child;
  if (pid === undefined) throw new Error(`${plan.name} could not be started.`);
  const exit = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  return {
    name: plan.name,
    pid,
    ended: exit.then(
      async ([code, signal]) =>
        `${plan.name} ended (${signal ?? `exit ${code ?? '?'}`}). The end of ${plan.log}:\n${await lastLogLines(plan.log)}`,
    ),
    succeeded: exit.then(([code]) => code === 0),
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      signalGroup(pid, 'SIGTERM');
      const isOver = await Promise.race([
        exit.then(() => true),
        delay(plan.patienceMs, false, { ref: false }),
      ]);
      if (isOver) return;
      signalGroup(pid, 'SIGKILL');
      await exit;
    },
  };
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // ESRCH: it has ended by itself in the meantime.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
