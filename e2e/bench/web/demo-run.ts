import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export type DemoRun = { url: string; milliseconds: number; stop: () => Promise<void> };

/** What a person sees first: `/` leads to the sign-in page. */
async function readFirstPage(url: string): Promise<void> {
  const response = await fetch(url);
  const page = await response.text();
  if (!response.ok || !page.includes('</html>'))
    throw new Error(`The first page did not come: ${String(response.status)}`);
}

/** Starts the demo as a person would, and measures from the command to the last byte of the first page. */
export async function startDemo(dataDir: string, port: number): Promise<DemoRun> {
  const startedAt = performance.now();
  const demo = spawn(process.execPath, ['scripts/run.mjs', 'scripts/demo.ts'], {
    env: { ...process.env, SLUICE_DATA_DIR: dataDir, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(demo, 'exit');
  for await (const line of createInterface(demo.stdout)) {
    const url = /Open\s+(http:\S+)/.exec(line)?.[1];
    if (url === undefined) continue;
    await readFirstPage(url);
    const milliseconds = Math.round(performance.now() - startedAt);
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
