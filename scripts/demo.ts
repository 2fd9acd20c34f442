import { parseArgs } from 'node:util';
import { runStack } from './run-stack.ts';

const { values } = parseArgs({ options: { reset: { type: 'boolean', default: false } } });

try {
  await runStack('production', values);
} catch (error) {
  // The message is written for the person who started this; a stack trace would bury it.
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
