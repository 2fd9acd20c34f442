import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { findFreePort } from '#scripts/postgres/cluster.ts';
import { environmentWithoutSettings } from '#scripts/settings.ts';
import { NEXT, WEB_SERVER, WITHOUT_ENV_FILES } from '#scripts/web-build.ts';
import { stack } from './stack-under-test.ts';

export type WebProcess = {
  url: string;
  output: () => string;
  stop: () => Promise<void>;
  /** `kill -9`: it has no chance to finish anything. */
  kill: () => Promise<void>;
};

const START_SECONDS_MAX = 30;
const COMPILE_SECONDS_MAX = 100;

/** The same build as a deployment runs it, without the demo, on the database of the stack under test. */
export function startProductionWeb(settings: Record<string, string> = {}): Promise<WebProcess> {
  return startWeb([WEB_SERVER], START_SECONDS_MAX, { NODE_ENV: 'production', SLUICE_DEMO: '0', ...settings });
}

/** The sources as a developer runs them, with React's StrictMode, on the database of the stack under test: pages are compiled when asked for. */
export function startDevelopmentWeb(): Promise<WebProcess> {
  const settings = { NODE_ENV: 'development', SLUICE_DEMO: '1', ...WITHOUT_ENV_FILES };
  return startWeb([NEXT, 'dev', '--hostname', '127.0.0.1'], COMPILE_SECONDS_MAX, settings);
}

async function startWeb(
  args: readonly string[],
  secondsMax: number,
  settings: Record<string, string>,
): Promise<WebProcess> {
  const port = String(await findFreePort());
  const url = `http://localhost:${port}`;
  const random = (): string => randomBytes(32).toString('hex');
  const web = spawn(process.execPath, [...args], {
    env: {
      ...environmentWithoutSettings(),
      HOSTNAME: '127.0.0.1',
      PORT: port,
      DATABASE_URL: stack.databaseUrl,
      STRIPE_API_BASE: stack.simulatorUrl,
      STRIPE_SECRET_KEY: `sk_test_${random()}`,
      STRIPE_PUBLISHABLE_KEY: `pk_test_${random()}`,
      STRIPE_WEBHOOK_SECRET: stack.webhookSecret,
      STRIPE_CONNECT_WEBHOOK_SECRET: stack.connectWebhookSecret,
      NEXTAUTH_URL: url,
      NEXTAUTH_SECRET: random(),
      NEXT_TELEMETRY_DISABLED: '1',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [web.stdout, web.stderr])
    stream.on('data', (piece: Buffer) => {
      output += piece.toString('utf8');
    });
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    if (web.exitCode !== null || web.signalCode !== null) return;
    const ended = once(web, 'exit');
    web.kill(signal);
    await ended;
  };
  const stop = () => end('SIGTERM');
  const until = Date.now() + secondsMax * 1000;
  for (;;) {
    if (web.exitCode !== null) throw new Error(`The web process ended by itself:\n${output}`);
    const isUp = await fetch(`http://127.0.0.1:${port}/api/health/live`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isUp) return { url, output: () => output, stop, kill: () => end('SIGKILL') };
    if (Date.now() > until) {
      await stop();
      throw new Error(`The web process did not answer within ${String(secondsMax)} s:\n${output}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
