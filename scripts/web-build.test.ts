import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, glob, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

/* A build and its server on a machine that has a .env, with Next's own reader of such files: each test starts Node. */

/** Where Next itself finds its reader. */
const READER = JSON.stringify(
  createRequire(createRequire(resolve('package.json')).resolve('next/package.json')).resolve('@next/env'),
);
const SERVER = `
  import reader from ${READER};
  reader.loadEnvConfig(import.meta.dirname, false);
  process.stdout.write(JSON.stringify([process.env.METRICS_TOKEN ?? null, process.env.STRIPE_API_BASE ?? null]) + '\\n');`;

/** What `next build` does with .env files: it reads them, tells its pages, and copies each beside the server. */
const NEXT_BUILD = `
  const { cpSync, mkdirSync, writeFileSync } = require('node:fs');
  const { loadedEnvFiles } = require(${READER}).loadEnvConfig('.', false);
  mkdirSync('.next/standalone/.next', { recursive: true });
  mkdirSync('.next/static', { recursive: true });
  writeFileSync('.next/standalone/.next/page.html', String(process.env.METRICS_TOKEN));
  for (const { path } of loadedEnvFiles) cpSync(path, '.next/standalone/' + path);
  writeFileSync('.next/standalone/server.js', ${JSON.stringify(SERVER)});`;

const FILES = ['.env', '.env.local', '.env.production', '.env.production.local'];
const TOKEN = 'kQ7zW2mXvL9rB4nJ8cH6sF1dG3pY5aT0';
const COMPLETE = {
  DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
  STRIPE_SECRET_KEY: 'sk_test_0123456789abcdef',
  STRIPE_WEBHOOK_SECRET: 'whsec_0123456789abcdef',
  STRIPE_CONNECT_WEBHOOK_SECRET: 'whsec_0123456789abcdef',
  NEXTAUTH_URL: 'http://localhost:3000',
  NEXTAUTH_SECRET: 'vT7kQz2mWx9Lr4Bn8Jc6Hs1Fd3Gp5Ya0',
  PORT: '0',
  SLUICE_DEMO: '1',
};

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(resolve('.data/test/build-'));
  await mkdir(join(folder, 'app'));
  await writeFile(join(folder, 'app/page.tsx'), 'the page');
  await cp('.env.example', join(folder, '.env.example'));
});
afterEach(() => rm(folder, { recursive: true }));

async function node(args: readonly string[], environment: Record<string, string> = {}) {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: { PATH, HOME, NODE_ENV: 'test', ...environment },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (piece: Buffer) => (said += piece.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, said };
}

async function build(): Promise<void> {
  const webBuild = JSON.stringify(resolve('scripts/web-build.ts'));
  const program = `
    import { execFileSync } from 'node:child_process';
    const { buildWeb } = await import(${webBuild});
    await buildWeb(async (_args, env) => execFileSync(process.execPath, ['-e', ${JSON.stringify(NEXT_BUILD)}], { env }));`;
  expect(await node(['--input-type=module', '-e', program], { METRICS_TOKEN: 'of the environment' })).toEqual(
    { code: 0, said: '' },
  );
}

const start = (environment: Record<string, string> = {}) =>
  node([resolve('scripts/run.mjs'), resolve('scripts/start.ts')], { ...COMPLETE, ...environment });

async function write(text: string): Promise<void> {
  for (const file of FILES) await writeFile(join(folder, file), text);
}

it('nothing of .env is in the build, neither the file nor a value', async () => {
  await write(`METRICS_TOKEN=${TOKEN}\n`);
  await build();
  const output = join(folder, '.next');
  const found: string[] = [];
  for await (const path of glob('**/.env*', { cwd: output })) found.push(path);
  expect(found).toEqual([]);
  expect(await readFile(join(output, 'standalone/.next/page.html'), 'utf8')).toBe('undefined');
});

it('the server sees what its environment says now, not what was in .env when it was built', async () => {
  await write(`METRICS_TOKEN=${TOKEN}\nSTRIPE_API_BASE=http://127.0.0.1:12111\n`);
  await build();
  for (const file of FILES) await rm(join(folder, file));
  const without = await start();
  expect(without).toMatchObject({ code: 0 });
  expect(without.said).toMatch(/\n\[null,null\]\n$/);
  await writeFile(join(folder, '.env'), `METRICS_TOKEN=${TOKEN}2\n`);
  expect((await start()).said).toMatch(`\n["${TOKEN}2",null]\n`);
});

it('the server reads no .env of its own, as the check of the environment does not', async () => {
  await build();
  for (const file of FILES)
    await writeFile(join(folder, '.next/standalone', file), 'STRIPE_API_BASE=http://127.0.0.1:12111\n');
  const started = await start();
  expect(started).toMatchObject({ code: 0 });
  expect(started.said).toMatch(/\n\[null,null\]\n$/);
});
