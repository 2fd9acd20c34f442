import { mkdir, mkdtemp, readdir, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { linkSharedLibraries } from '#scripts/postgres/binaries.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-binaries-'));
  await mkdir(join(folder, 'native/lib'), { recursive: true });
  const links = ['a', 'b', 'c', 'd'].map((name) => ({
    source: `native/lib/${name}.so.1.2`,
    target: `native/lib/${name}.so.1`,
  }));
  await writeFile(join(folder, 'native/pg-symlinks.json'), JSON.stringify(links));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const link = () => linkSharedLibraries(folder, { root: join(folder, 'native'), version: '18' });

it('stacks that start at the same moment in one checkout do not fail over each other’s links', async () => {
  await Promise.all(Array.from({ length: 8 }, link));
  expect((await readdir(join(folder, 'native/lib'))).sort()).toEqual([
    'a.so.1',
    'b.so.1',
    'c.so.1',
    'd.so.1',
  ]);
  expect(await readlink(join(folder, 'native/lib/a.so.1'))).toBe('a.so.1.2');
});

it('a link that cannot be made is an error, not a library that is missed later', async () => {
  await rm(join(folder, 'native/lib'), { recursive: true });
  await expect(link()).rejects.toThrow('ENOENT');
});
