import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { findFreePort } from '#scripts/postgres/cluster.ts';
import { environmentWithoutSettings } from '#scripts/settings.ts';
import { waitForHttp } from '#scripts/wait-for-http.ts';
import { buildWeb, isWebBuildCurrent, WEB_SERVER } from '#scripts/web-build.ts';
import { benchSettings } from './seeded-tables.ts';

/** The production build on this database, with the people of the demo to sign in as. */
export async function startBenchWeb(
  databaseUrl: string,
): Promise<{ url: string; stop: () => Promise<void> }> {
  if (!(await isWebBuildCurrent())) await buildWeb(runNode);
  const port = await findFreePort();
  const url = `http://localhost:${String(port)}`;
  const web = spawn(process.execPath, [WEB_SERVER], {
    env: {
      ...environmentWithoutSettings(),
      ...benchSettings(databaseUrl, url),
      NODE_ENV: 'production',
      SLUICE_DEMO: '1',
      HOSTNAME: '127.0.0.1',
      PORT: String(port),
      NEXT_TELEMETRY_DISABLED: '1',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = once(web, 'exit').then(() => 'The web process ended by itself.');
  await waitForHttp(`http://127.0.0.1:${String(port)}/api/health/live`, ended);
  return {
    url,
    stop: async () => {
      web.kill('SIGTERM');
      await ended;
    },
  };
}

function runNode(args: string[], env: NodeJS.ProcessEnv): Promise<void> {
  const { status } = spawnSync(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
  return status === 0 ? Promise.resolve() : Promise.reject(new Error('The build failed.'));
}
