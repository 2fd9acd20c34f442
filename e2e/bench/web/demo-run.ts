import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export type DemoRun = { url: string; milliseconds: number; stop: () => Promise<void> };

/** Starts the demo as a person would, and measures until it says that it is ready. */
export async function startDemo(dataDir: string, port: number): Promise<DemoRun> {
  const startedAt = performance.now();
  const demo = spawn(process.execPath, ['scripts/run.mjs', 'scripts/demo.ts'], {
    env: { ...process.env, SLUICE_DATA_DIR: dataDir, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(demo, 'exit');
  let milliseconds: number | null = null;
  for await (const line of createInterface(demo.stdout)) {
    if (/ s {2}ready$/.test(line)) milliseconds = Math.round(performance.now() - startedAt);
    const url = /Open\s+(http:\S+)/.exec(line)?.[1];
    if (url === undefined || milliseconds === null) continue;
    // Nobody reads on: without this the demo would stop at a full pipe.
    demo.stdout.resume();
    return {
      url,
      milliseconds,
      stop: async () => {
        demo.kill('SIGINT');
        await ended;
      },
    };
  }
  throw new Error('The demo ended before it was ready.');
}
