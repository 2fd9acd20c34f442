import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

/* Each starts Node, which a busy machine may be slow at. */

/** Neither reaches a database: there is none here. */
const run = (...given: string[]) =>
  spawnSync(process.execPath, ['--conditions=react-server', 'scripts/dispatch-lock.ts', ...given], {
    encoding: 'utf8',
  });

test('says how it is used, and locks nothing, when it is asked for help', () => {
  const { status, stdout, stderr } = run('--help');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toContain('npm run dispatch:lock [-- --because "why"]');
  expect(stdout).not.toContain('Dispatch is locked');
});

test('refuses a word that it does not know in words, without the trace of its stack', () => {
  const { status, stdout, stderr } = run('--becuase', 'x');
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain('npm run dispatch:lock');
  expect(stderr).not.toContain('    at ');
});
