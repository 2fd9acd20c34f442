import { once } from 'node:events';
import { resolve } from 'node:path';
import { readDemoPeople } from './demo-people.ts';
import { portsFrom, wantedPort } from './port.ts';
import { findFreePort, isPortFree } from './postgres/cluster.ts';
import { endLeftovers, writeRunRecord, type RunRecord } from './run-record.ts';
import { startStack, type Stack } from './stack.ts';
import { givenSettings } from './stack-settings.ts';

const PORTS_TRIED = 100;

/**
 * Starts the whole stack for a person, says what happens, prints where to go, and ends it all on Ctrl-C.
 * The process's exit code is 1 when a part ended by itself.
 */
export async function runStack(
  mode: 'production' | 'development',
  { reset }: { reset: boolean },
): Promise<void> {
  const started = performance.now();
  const report = (message: string): void => {
    console.log(`  ${((performance.now() - started) / 1000).toFixed(1).padStart(5)} s  ${message}`);
  };
  const signalled = firstSignal();
  const dataDir = resolve(process.env['SLUICE_DATA_DIR'] ?? '.data');
  const given = givenSettings();
  refuseLiveKey(given['STRIPE_SECRET_KEY']);
  const wanted = wantedPort();
  console.log(reset ? 'Sluice starts over with the demo world' : 'Sluice starts');

  const leftovers = await endLeftovers(dataDir);
  if (leftovers.length > 0) report(`ended what a killed run left behind: ${leftovers.join(', ')}`);
  const webPort = await chooseWebPort(wanted, report);
  const record = (pids: RunRecord['pids']): void => {
    writeRunRecord(dataDir, { pid: process.pid, webUrl: `http://localhost:${webPort}`, pids });
  };
  record({});
  const interrupt = new AbortController();
  void signalled.then(() => {
    interrupt.abort();
  });
  const starting = startStack({
    dataDir,
    mode,
    webPort,
    data: reset ? 'fresh' : 'keep',
    withIngress: false,
    given,
    durability: 'full',
    report,
    onStarted: record,
    signal: interrupt.signal,
  });
  const stack = await starting.catch((error: unknown) => {
    if (!interrupt.signal.aborted) throw error;
    console.log('Stopped while starting.');
  });
  if (stack === undefined) return;
  report('ready');
  console.log(await welcome(stack));

  const reason = await Promise.race([stack.failed, signalled]);
  if (reason === undefined) console.log('\nStopping');
  else {
    console.error(`\n${reason}\nStopping the rest`);
    process.exitCode = 1;
  }
  await stack.stop();
  console.log('Stopped. The data is kept.');
}

/** Settles at the first signal that asks this process to end; a second one ends it at once. */
async function firstSignal(): Promise<undefined> {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  await Promise.race(signals.map((signal) => once(process, signal)));
  for (const signal of signals)
    process.on(signal, () => {
      console.error('Ended at once; the next start clears up what is left.');
      process.exit(130);
    });
}

function refuseLiveKey(key: string | undefined): void {
  if (key !== undefined && /^(?:sk|rk)_live_/.test(key))
    throw new Error('STRIPE_SECRET_KEY is a live key. The demo and development accept test keys only.');
}

async function chooseWebPort(wanted: number, report: (message: string) => void): Promise<number> {
  if (wanted === 0) return findFreePort();
  for (const port of portsFrom(wanted, PORTS_TRIED)) {
    if (!(await isPortFree(port))) continue;
    if (port !== wanted) report(`port ${wanted} is taken, using ${port}`);
    return port;
  }
  throw new Error(`No free port from ${wanted} on. Set PORT to another one.`);
}

async function welcome(stack: Stack): Promise<string> {
  const people = await readDemoPeople(stack.databaseOwnerUrl);
  return [
    '',
    `  Open     ${stack.webUrl}`,
    ...people.map(({ name, role }, index) => `  ${index === 0 ? 'Sign in' : '       '}  as ${name}, ${role}`),
    `  Stripe   ${stack.simulatorUrl === undefined ? 'your sandbox' : `local simulator at ${stack.simulatorUrl}, no key needed`}`,
    '  Stop     Ctrl-C; the data is kept, npm run demo:reset starts over',
    '',
  ].join('\n');
}
