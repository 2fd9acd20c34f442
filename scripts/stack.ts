import { spawnSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLauncher, type Launcher } from './launcher.ts';
import { findFreePort } from './postgres/cluster.ts';
import { withProcessLock } from './process-lock.ts';
import { environmentWithoutSettings } from './settings.ts';
import { isDatabasePrepared, openStackDatabase, refuseToEmptyGiven } from './stack-database.ts';
import { readOrMakeSecrets } from './stack-settings.ts';
import { startStripeSimulator } from './stripe-simulator-process.ts';
import { buildWeb, isWebBuildCurrent, NEXT, WEB_SERVER, WITHOUT_ENV_FILES } from './web-build.ts';

export type StackOptions = {
  dataDir: string;
  mode: 'production' | 'development';
  webPort: number;
  /** `fresh` begins with an empty database and an untold story; `keep` goes on where the last run stopped. */
  data: 'keep' | 'fresh';
  withIngress: boolean;
  /** Settings that win over what the stack makes up itself: a `DATABASE_URL`, a Stripe sandbox's key, … */
  given: Readonly<Record<string, string>>;
  /** `none` only for databases that nobody keeps. */
  durability: 'full' | 'none';
  /** Told each finished part in a few words. */
  report: (message: string) => void;
  /** Told the process ids by name whenever one is added, so that a killed stack can be cleared up. */
  onStarted?: (pids: Readonly<Record<string, number>>) => void;
  /** Ends what has started so far; the promise is then rejected. */
  signal?: AbortSignal;
};

export type Stack = {
  webUrl: string;
  /** Where web, worker and ingress log in. */
  databaseUrl: string;
  /** Where the owner of the tables logs in. */
  databaseOwnerUrl: string;
  /** Undefined when a real Stripe sandbox is used. */
  simulatorUrl: string | undefined;
  ingressUrl: string | undefined;
  /** The settings that web, worker and ingress were started with. */
  environment: NodeJS.ProcessEnv;
  /** Process ids by name, to watch or to kill in a test. */
  pids: Readonly<Record<string, number>>;
  /** Settles with the reason when any part ends without being asked to; the worker only when it cannot be started again. */
  failed: Promise<string>;
  /** Ends everything in the reverse order of its start. */
  stop: () => Promise<void>;
};

const REACT_SERVER = '--conditions=react-server';

/** What is made only after the settings were looked at; nothing ever asks these. */
const LATER = { database: 'postgres://nobody@127.0.0.1:1/none', stripe: 'http://127.0.0.1:1' };

/** Where the platform of the seeded world is, as the local Stripe says it; whom it may invite follows from that. */
const SEEDED_COUNTRY = 'DE';

/** Starts everything that Sluice consists of, on loopback. The demo, development and browser tests are this. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const dataDir = resolve(options.dataDir);
  await mkdir(join(dataDir, 'logs'), { recursive: true });
  const launcher = createLauncher(join(dataDir, 'logs'), options.onStarted);
  const abandon = (): void => {
    void launcher.stop();
  };
  options.signal?.addEventListener('abort', abandon);
  try {
    const stack = await startParts({ ...options, dataDir }, launcher);
    options.signal?.removeEventListener('abort', abandon);
    return stack;
  } catch (error) {
    await launcher.stop();
    throw error;
  }
}

async function startParts(options: StackOptions, launcher: Launcher): Promise<Stack> {
  const { given, report } = options;
  refuseToEmptyGiven(options);
  refuseWeakSettings(
    await stackEnvironment(
      options,
      given['DATABASE_URL'] ?? LATER.database,
      given['STRIPE_SECRET_KEY'] === undefined ? LATER.stripe : undefined,
    ),
  );
  const simulator =
    given['STRIPE_SECRET_KEY'] === undefined ? await startStripeSimulator(options, launcher) : undefined;
  const [, database] = await Promise.all([
    prepareBuild(options, launcher),
    openStackDatabase(options, launcher),
  ]);
  const environment = await stackEnvironment(options, database.url, simulator?.url);
  if (!(await isDatabasePrepared(database.ownerUrl, simulator !== undefined))) {
    // The tables and the first people are their owner's to make; what runs afterwards never gets this address.
    const asOwner = { ...environment, DATABASE_MIGRATION_URL: database.ownerUrl };
    await launcher.run('migrate', [REACT_SERVER, 'scripts/db-migrate.ts'], asOwner);
    await simulator?.ready;
    // Its sentences are for people; its log lines stay in the log.
    await launcher.run('seed', [REACT_SERVER, 'scripts/db-seed.ts'], asOwner, (line) => {
      if (!line.startsWith('{')) report(line);
    });
  }
  report('database ready');

  const [webUrl, ingressUrl] = await Promise.all([
    startWeb(options, launcher, environment),
    options.withIngress ? startIngress(launcher, environment) : undefined,
    // What it had in hand another one takes over: nobody has to start the rest again for it.
    launcher.keepRunning('worker', [REACT_SERVER, 'scripts/worker.ts'], environment, report),
  ]);
  report('web and worker running');
  await simulator?.tellStory(ingressUrl ?? webUrl, environment);
  return {
    webUrl,
    databaseUrl: database.url,
    databaseOwnerUrl: database.ownerUrl,
    simulatorUrl: simulator?.url,
    ingressUrl,
    environment,
    pids: launcher.pids,
    failed: launcher.failed,
    stop: launcher.stop,
  };
}

/** Before a minute of building: what every process would refuse at its start. @throws Error naming each setting */
function refuseWeakSettings(environment: NodeJS.ProcessEnv): void {
  const check = spawnSync(
    process.execPath,
    [REACT_SERVER, fileURLToPath(new URL('check-environment.ts', import.meta.url))],
    {
      env: environment,
      encoding: 'utf8',
    },
  );
  if (check.status !== 0) throw new Error(check.stderr.trimEnd());
}

async function prepareBuild({ mode, report }: StackOptions, launcher: Launcher): Promise<void> {
  if (mode === 'development') return;
  await mkdir('.data', { recursive: true });
  // Two stacks of one folder share the build: the second finds what the first has made.
  await withProcessLock('.data/build.sqlite', async () => {
    if (await isWebBuildCurrent()) return;
    report('building the web application, about a minute on two cores');
    await buildWeb((args, env) => launcher.run('build', args, env));
    report('web application built');
  });
}

async function stackEnvironment(
  { dataDir, given, mode, webPort }: StackOptions,
  databaseUrl: string,
  simulatorUrl: string | undefined,
): Promise<NodeJS.ProcessEnv> {
  const { DATABASE_MIGRATION_URL: _forMigrationsAlone, ...settings } = given;
  return {
    ...environmentWithoutSettings(),
    ...WITHOUT_ENV_FILES,
    ...(await readOrMakeSecrets(dataDir)),
    ...(simulatorUrl === undefined
      ? {}
      : { STRIPE_API_BASE: simulatorUrl, PLATFORM_COUNTRY: SEEDED_COUNTRY }),
    ...settings,
    DATABASE_URL: databaseUrl,
    NEXTAUTH_URL: `http://localhost:${webPort}`,
    SLUICE_DEMO: '1',
    SLUICE_DATA_DIR: dataDir,
    NEXT_TELEMETRY_DISABLED: '1',
    NODE_ENV: mode,
  };
}

async function startWeb(
  { mode, webPort }: StackOptions,
  launcher: Launcher,
  environment: NodeJS.ProcessEnv,
): Promise<string> {
  const port = String(webPort);
  const args =
    mode === 'production'
      ? ['--import', './scripts/print-into-log.ts', WEB_SERVER]
      : [NEXT, 'dev', '--port', port, '--hostname', '127.0.0.1'];
  // Loopback only: in the demo anybody who reaches the page may sign in by name.
  const started = await launcher.start('web', args, { ...environment, PORT: port, HOSTNAME: '127.0.0.1' });
  await started.answersAt(`http://127.0.0.1:${port}/api/health/live`);
  return `http://localhost:${port}`;
}

async function startIngress(launcher: Launcher, environment: NodeJS.ProcessEnv): Promise<string> {
  const port = await findFreePort();
  const args = [REACT_SERVER, 'scripts/ingress.ts'];
  const started = await launcher.start('ingress', args, { ...environment, PORT: String(port) });
  const url = `http://127.0.0.1:${port}`;
  await started.answersAt(`${url}/api/health/live`);
  return url;
}
