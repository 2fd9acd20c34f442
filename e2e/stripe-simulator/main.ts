import { parseArgs } from 'node:util';
import type { ServerOptions, WebhookTarget } from './server.ts';
import { loadSaved } from './data-file.ts';
import { startSimulator } from './server.ts';
import { createSimulator } from './simulator.ts';
import { buildWorld } from './world/build-world.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '12111' },
    host: { type: 'string', default: '127.0.0.1' },
    seed: { type: 'string', default: '1' },
    data: { type: 'string' },
    world: { type: 'boolean', default: false },
    live: { type: 'boolean', default: false },
    'account-webhook': { type: 'string' },
    'account-secret': { type: 'string' },
    'connect-webhook': { type: 'string' },
    'connect-secret': { type: 'string' },
    'no-deliver': { type: 'boolean', default: false },
  },
});

const seed = numberOption('seed', values.seed, Number.MAX_SAFE_INTEGER);
const accountWebhook = target('account', values['account-webhook'], values['account-secret']);
const connectWebhook = target('connect', values['connect-webhook'], values['connect-secret']);
const options: ServerOptions = {
  port: numberOption('port', values.port, 65_535),
  host: values.host,
  seed,
  livemode: values.live,
  delivery: values['no-deliver'] ? 'hold' : 'http',
  ...(values.data === undefined ? {} : { dataFile: values.data }),
  ...(accountWebhook === undefined ? {} : { accountWebhook }),
  ...(connectWebhook === undefined ? {} : { connectWebhook }),
};

// A story that was told before goes on from its data file.
const hasStory = values.data !== undefined && (await loadSaved(values.data)) !== undefined;
if (values.world && !hasStory) {
  const simulator = createSimulator(options);
  buildWorld(simulator, { seed, anchor: Date.now() });
  // Telling it took some seconds: what happens from here on happens now, as whoever reads it compares it with their own clock.
  simulator.core.clock.followRealTime();
  options.simulator = simulator;
}

const running = await startSimulator(options).catch((error: unknown) => {
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
    end(`Port ${values.port} is taken. Choose another one with --port.`);
  throw error;
});
process.stdout.write(`${JSON.stringify({ listening: running.port })}\n`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void running.stop().then(() => process.exit(0));
  });
}

function numberOption(name: string, text: string, max: number): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number <= max) return number;
  return end(`--${name} must be a whole number from 0 to ${String(max)}.`);
}

/** A sentence for whoever typed the command; a stack would bury it. */
function end(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}

function target(
  kind: string,
  url: string | undefined,
  secret: string | undefined,
): WebhookTarget | undefined {
  if (url === undefined) return undefined;
  if (secret === undefined) return end(`--${kind}-webhook needs --${kind}-secret.`);
  return { url, secret };
}
