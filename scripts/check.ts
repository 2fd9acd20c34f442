import { readFileSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { failedInPlaywright, failedInVitest } from './failed-tests.ts';
import { runLogged, type LoggedRun } from './run-logged.ts';
import { environmentWithoutSettings } from './settings.ts';

/*
 * Everything that must hold before a change lands, in the order in which it is cheapest to learn that it does not.
 * `npm test` runs all of it; `npm test -- lint vitest` runs the steps named.
 */

type Step = {
  name: string;
  command: readonly [string, ...string[]];
  /** Report file of a test runner; every other step counts as one. */
  report?: { path: string; count: (report: unknown) => Counts; failed: (report: unknown) => string[] };
  /** Step without whose success this one would only repeat its failure. It stands before this one. */
  needs?: string;
  /** Busies every core: runs by itself, after all that keep only one busy, which run two at a time. */
  alone?: true;
};
type Counts = { passed: number; failed: number };
type Outcome = { step: Step; run: LoggedRun | 'skipped'; counts: Counts; failed: string[] };

const LOGS = '.data/logs/check';
const VITEST_REPORT = join(LOGS, 'vitest.json');
const PLAYWRIGHT_REPORT = join(LOGS, 'playwright.json');
const SOURCES = ['app', 'components', 'lib', 'drizzle', 'e2e', 'scripts', 'proxy.ts', 'instrumentation.ts'];

const STEPS: Step[] = [
  // Types of routes first: without them the type-aware rules see errors everywhere.
  { name: 'routes', command: ['next', 'typegen'] },
  { name: 'lint', command: ['eslint', '--max-warnings', '0', '.'], needs: 'routes' },
  { name: 'format', command: ['prettier', '--check', '.'] },
  { name: 'types', command: ['tsc', '--noEmit'], needs: 'routes' },
  { name: 'imports', command: ['depcruise', '--output-type', 'err', ...SOURCES] },
  { name: 'unused', command: ['knip', '--treat-config-hints-as-errors'] },
  { name: 'migrations', command: ['node', 'scripts/check-migrations.ts'] },
  { name: 'tidy', command: ['node', '--conditions=react-server', 'scripts/tidy.ts'] },
  {
    name: 'vitest',
    command: ['vitest', 'run'],
    report: { path: VITEST_REPORT, count: countVitest, failed: failedInVitest },
    alone: true,
  },
  { name: 'build', command: ['node', 'scripts/build.ts'], alone: true },
  {
    name: 'playwright',
    command: ['playwright', 'test'],
    report: { path: PLAYWRIGHT_REPORT, count: countPlaywright, failed: failedInPlaywright },
    needs: 'build',
    alone: true,
  },
];

/** Only ends what hangs: the flows take 14 minutes of a quiet machine with two cores, and took more than 30 of a slow one. */
const STEP_MINUTES_MAX = 90;

function countVitest(report: unknown): Counts {
  const { numPassedTests, numFailedTests } = report as { numPassedTests: number; numFailedTests: number };
  return { passed: numPassedTests, failed: numFailedTests };
}

function countPlaywright(report: unknown): Counts {
  const { stats } = report as { stats: { expected: number; unexpected: number; flaky: number } };
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky };
}

async function runStep(step: Step): Promise<Outcome> {
  if (step.report !== undefined) await rm(step.report.path, { force: true });
  const run = await runLogged({
    command: step.command,
    log: join(LOGS, `${step.name}.log`),
    minutesMax: STEP_MINUTES_MAX,
    env: {
      ...environmentWithoutSettings(),
      CI: 'true',
      NEXT_TELEMETRY_DISABLED: '1',
      SLUICE_VITEST_JSON: VITEST_REPORT,
      SLUICE_PLAYWRIGHT_JSON: PLAYWRIGHT_REPORT,
    },
    onSilence: (seconds) => {
      console.log(`  … ${step.name} has been running for ${seconds} s`);
    },
  });
  const report = await reportOf(step);
  const counts = countOf(step, run, report);
  const time = `${(run.milliseconds / 1000).toFixed(1)} s`.padStart(8);
  console.log(`${run.ok ? '✓' : '✗'} ${step.name.padEnd(12)}${time}${summaryOf(step, counts)}`);
  if (!run.ok) console.log(indent(await readFile(run.log, 'utf8')));
  if (run.hung) console.log(`  ${step.name} was ended: it ran for more than ${STEP_MINUTES_MAX} minutes`);
  return { step, run, counts, failed: report === undefined ? [] : (step.report?.failed(report) ?? []) };
}

async function take(step: Step): Promise<void> {
  const needed = step.needs === undefined ? undefined : taken.get(step.needs);
  const outcome = (needed ?? Promise.resolve(undefined)).then(async (before) => {
    if (before === undefined || isWell(before)) return runStep(step);
    console.log(`- ${step.name.padEnd(12)} skipped: ${step.needs ?? ''} failed`);
    return { step, run: 'skipped', counts: { passed: 0, failed: 1 }, failed: [] } satisfies Outcome;
  });
  taken.set(step.name, outcome);
  await outcome;
}

function isWell({ run }: Outcome): boolean {
  return run !== 'skipped' && run.ok;
}

async function reportOf({ report }: Step): Promise<unknown> {
  if (report === undefined) return undefined;
  const text = await readFile(report.path, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as unknown);
}

/** A runner that fails without a failing test (a crash, a missing report) still counts as one failure. */
function countOf(step: Step, run: LoggedRun, report: unknown): Counts {
  if (step.report === undefined) return run.ok ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  if (report === undefined) return { passed: 0, failed: 1 };
  const counts = step.report.count(report);
  return run.ok ? counts : { ...counts, failed: Math.max(1, counts.failed) };
}

function summaryOf(step: Step, { passed, failed }: Counts): string {
  if (step.report === undefined) return '';
  return `   ${passed} tests passed${failed > 0 ? `, ${failed} failed` : ''}`;
}

function indent(text: string): string {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
}

function chosenSteps(names: string[]): Step[] {
  const unknown = names.filter((name) => !STEPS.some((step) => step.name === name));
  if (unknown.length > 0)
    throw new Error(`No step ${unknown.join(', ')}; there are: ${STEPS.map(({ name }) => name).join(', ')}`);
  return names.length === 0 ? STEPS : STEPS.filter(({ name }) => names.includes(name));
}

await mkdir(LOGS, { recursive: true });
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
console.log(`Sluice ${version} on Node ${process.versions.node}; full output in ${LOGS}/`);
const steps = chosenSteps(process.argv.slice(2));
const taken = new Map<string, Promise<Outcome>>();
const waiting = steps.filter(({ alone }) => alone !== true);
const lane = async (): Promise<void> => {
  for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) await take(step);
};
await Promise.all([lane(), lane()]);
for (const step of steps.filter(({ alone }) => alone === true)) await take(step);
const outcomes = await Promise.all(taken.values());

const passed = outcomes.reduce((sum, { counts }) => sum + counts.passed, 0);
const failed = outcomes.reduce((sum, { counts }) => sum + counts.failed, 0);
const failedSteps = outcomes.filter((outcome) => !isWell(outcome)).map(({ step }) => step.name);
// Last, for who sees no more of a run than its end.
for (const { failed: tests } of outcomes)
  for (const test of tests) console.log(`\n✗ ${indent(test).trimStart()}`);
if (failedSteps.length > 0) console.log(`\nFailed: ${failedSteps.join(', ')}`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
console.log(`${passed} passed, ${failed} failed`);
