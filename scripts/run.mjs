// Plain JavaScript without imports that an old Node lacks: a Node that cannot read TypeScript must still be able to
// say so in one sentence. Usage: node scripts/run.mjs scripts/demo.ts [arguments]
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

// Nothing was done or looked at: 1 is what a check answers that found something, such as a record that was changed.
const NOT_RUN = 2;

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 19)) {
  console.error(
    `Sluice needs Node 22.19 or newer and this is ${process.version}: on Linux start it through npm, because "npm ci" ` +
      'brought Node 24 along; elsewhere install Node 24 from https://nodejs.org and try again.',
  );
  process.exit(NOT_RUN);
}

await import('./repair-postgres-driver.mjs');

const [, , script, ...rest] = process.argv;
// Tests bring their own environment: a developer's keys must never reach them.
if (script !== 'scripts/check.ts' && existsSync('.env')) process.loadEnvFile('.env');
const { nodeEnvProblem } = await import('../lib/node-env.ts');
const problem = nodeEnvProblem(process.env.NODE_ENV);
if (problem !== null) {
  console.error(problem);
  process.exit(NOT_RUN);
}
process.argv = [process.argv[0], resolve(script), ...rest];
try {
  await import(pathToFileURL(resolve(script)).href);
} catch (error) {
  // A setting that is refused says itself what to do (lib/env.ts), and so does a word that was not asked for; of a Postgres that
  // lets nobody in a sentence does; of everything else the stack is wanted.
  const { connectionProblem } = await import('../lib/db/connection-problem.ts');
  const isWrongWord = String(error?.code).startsWith('ERR_PARSE_ARGS_');
  const isSaid = error?.name === 'SettingRefused' || isWrongWord;
  console.error(isSaid ? error.message : (connectionProblem(error) ?? error));
  process.exitCode = isWrongWord ? NOT_RUN : 1;
}
