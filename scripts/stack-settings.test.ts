import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { settingNames } from './settings.ts';
import { givenSettings } from './stack-settings.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(resolve('.data/test/demo-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

it('the demo names a weak setting before it builds or starts anything', async () => {
  const { PATH = '', HOME = '' } = process.env;
  const said = await new Promise<string>((settle) => {
    execFile(
      process.execPath,
      [resolve('scripts/run.mjs'), resolve('scripts/demo.ts')],
      {
        env: {
          PATH,
          HOME,
          SLUICE_DATA_DIR: join(folder, 'data'),
          PORT: '0',
          METRICS_TOKEN: 'weak',
        } as unknown as NodeJS.ProcessEnv,
        timeout: 60_000,
      },
      (error, stdout, stderr) => {
        settle(`${String(error?.code)} ${stdout} ${stderr}`);
      },
    );
  });
  expect(said).toMatch(/^1 /);
  expect(said.match(/^ {2}- \w+/gm)).toEqual(['  - METRICS_TOKEN']);
  expect(said).not.toMatch(/^ {4}at /m);
  expect(await readdir(join(folder, 'data', 'logs'))).toEqual([]);
});

it('every setting that a person may give reaches what is started, mail too', () => {
  // Passwords of another Postgres, and what the stack says itself.
  const own = /^(POSTGRES_|NEXTAUTH_URL|PORT|SLUICE_)/;
  const names = settingNames().filter((name) => !own.test(name));
  for (const name of names) vi.stubEnv(name, `given-${name}`);
  expect(Object.keys(givenSettings()).sort()).toEqual(names.sort());
  vi.unstubAllEnvs();
});
