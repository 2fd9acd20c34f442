import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Launcher } from './launcher.ts';
import { findFreePort } from './postgres/cluster.ts';
import { environmentWithoutSettings } from './settings.ts';

export type StripeSimulator = {
  url: string;
  /** Kept once it answers. */
  ready: Promise<void>;
  /** Registers both webhook endpoints and delivers what has not been delivered yet. */
  tellStory: (receiverUrl: string, environment: NodeJS.ProcessEnv) => Promise<void>;
};

type SimulatorOptions = { dataDir: string; data: 'keep' | 'fresh'; report: (message: string) => void };

/** The seed of the story that the demo, the tests and the screenshots tell. */
const WORLD_SEED = '7';

const PROGRESS_INTERVAL_MS = 5_000;

/** Starts the local Stripe with its story; it goes on where it was left unless the data should be fresh. It answers soon. */
export async function startStripeSimulator(
  { dataDir, data, report }: SimulatorOptions,
  launcher: Launcher,
): Promise<StripeSimulator> {
  const dataFile = join(dataDir, 'stripe-simulator.json');
  if (data === 'fresh') await rm(dataFile, { force: true });
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  const story = ['--world', '--seed', WORLD_SEED, '--data', dataFile, '--no-deliver'];
  const started = await launcher.start(
    'stripe-simulator',
    ['e2e/stripe-simulator/main.ts', '--port', String(port), ...story],
    environmentWithoutSettings(),
  );
  const ready = started.answersAt(`${url}/_control/health`);
  // Looked at later; until then a failure must not end the process as an unhandled one.
  ready.catch(() => undefined);
  return {
    url,
    ready,
    tellStory: async (receiverUrl, environment) => {
      await ready;
      const endpoint = (path: string, secrets = ''): { url: string; secret: string } => ({
        url: new URL(path, receiverUrl).href.replace('//localhost', '//127.0.0.1'),
        secret: secrets.split(',')[0] ?? '',
      });
      await control(url, '/webhooks', {
        account: endpoint('/api/webhooks/stripe', environment['STRIPE_WEBHOOK_SECRET']),
        connect: endpoint('/api/webhooks/stripe-connect', environment['STRIPE_CONNECT_WEBHOOK_SECRET']),
        mode: 'http',
      });
      const ticker = setInterval(() => {
        report('the local Stripe is still delivering its story');
      }, PROGRESS_INTERVAL_MS);
      try {
        await control(url, '/deliver', {});
      } finally {
        clearInterval(ticker);
      }
      report('the local Stripe has delivered its story');
    },
  };
}

async function control(url: string, path: string, body: object): Promise<void> {
  const response = await fetch(`${url}/_control${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok)
    throw new Error(`The local Stripe answered ${response.status} to ${path}: ${await response.text()}`);
}
