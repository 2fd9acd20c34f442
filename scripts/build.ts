import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { buildWeb } from './web-build.ts';

try {
  await buildWeb(async (args, env) => {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'], env });
    const [code] = (await once(child, 'exit')) as [number | null];
    if (code !== 0) throw new Error('The build failed; the reason stands above.');
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
