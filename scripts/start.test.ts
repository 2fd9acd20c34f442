import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const RUN = resolve('scripts/run.mjs');
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

const random = (): string => randomBytes(24).toString('hex');
const PRODUCTION = {
  ...COMPLETE,
  DATABASE_URL: `postgres://sluice_login:${random()}@127.0.0.1:1/none`,
  STRIPE_SECRET_KEY: `sk_test_${random()}`,
  STRIPE_PUBLISHABLE_KEY: `pk_test_${random()}`,
  STRIPE_WEBHOOK_SECRET: `whsec_${random()}`,
  STRIPE_CONNECT_WEBHOOK_SECRET: `whsec_${random()}`,
  OIDC_ISSUER: 'https://identity.test',
  OIDC_CLIENT_ID: 'sluice',
  OIDC_CLIENT_SECRET: random(),
  SLUICE_DEMO: '0',
};

type Ended = { code: number; stdout: string; stderr: string };

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(resolve('.data/test/start-'));
  await mkdir(join(folder, '.next/standalone'), { recursive: true });
  await mkdir(join(folder, '.next/static'), { recursive: true });
  await mkdir(join(folder, 'app'));
  await writeFile(join(folder, 'app/page.tsx'), 'the page');
  await cp('.env.example', join(folder, '.env.example'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** Runs this Node in the folder with nothing but the environment given. */
async function node(
  args: readonly string[],
  environment: Record<string, string | undefined> = {},
): Promise<Ended> {
  const { PATH = '', HOME = '' } = process.env;
  return new Promise((settle) => {
    const env = { PATH, HOME, NODE_ENV: 'test', ...environment } as NodeJS.ProcessEnv;
    // What should have refused to start and runs instead is ended.
    const options = { cwd: folder, env, timeout: 30_000 };
    execFile(process.execPath, args, options, (error, stdout, stderr) => {
      const code = typeof error?.code === 'number' ? error.code : error === null ? 0 : -1;
      settle({ code, stdout, stderr });
    });
  });
}

const start = (environment?: Record<string, string | undefined>) =>
  node([RUN, resolve('scripts/start.ts')], environment);

const SERVER = 'process.stdout.write(`the server runs on ${process.env.HOSTNAME}\\n`);';

async function build(server = SERVER): Promise<void> {
  await writeFile(join(folder, '.next/standalone/server.js'), server);
  const webBuild = JSON.stringify(resolve('scripts/web-build.ts'));
  const made = await node(['-e', `import(${webBuild}).then((m) => m.buildWeb(() => Promise.resolve()))`]);
  expect(made).toMatchObject({ code: 0 });
}

describe('npm start', () => {
  it('serves a current build in a complete environment', async () => {
    await build();
    expect(await start(COMPLETE)).toMatchObject({ code: 0, stderr: '' });
  });

  it('listens on this machine alone in the demo, whatever HOSTNAME says, and says so', async () => {
    await build();
    for (const HOSTNAME of [undefined, '0.0.0.0', '192.168.1.5'])
      expect(await start({ ...COMPLETE, HOSTNAME })).toEqual({
        code: 0,
        stdout:
          'SLUICE_DEMO=1 lets anybody sign in by name, so this listens on 127.0.0.1 and nowhere else.\nthe server runs on 127.0.0.1\n',
        stderr: '',
      });
  });

  it('writes what the server and its libraries print as lines of the log', async () => {
    await build("console.error('\\u001b[31mfailed\\u001b[39m\\nfor %s', 'anna@sluice.example');");
    const { stdout, stderr } = await start(PRODUCTION);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({
      'log.level': 'warn',
      'service.name': 'sluice-web',
      message: 'failed\nfor [redacted]',
    });
  });

  it('listens where HOSTNAME says outside the demo', async () => {
    await build();
    const ended = await start({ ...PRODUCTION, HOSTNAME: '0.0.0.0' });
    expect(ended).toEqual({ code: 0, stdout: 'the server runs on 0.0.0.0\n', stderr: '' });
  });

  it('says that there is no build', async () => {
    expect(await start(COMPLETE)).toEqual({
      code: 1,
      stdout: '',
      stderr: 'There is no build yet. Run: npm run build\n',
    });
  });

  it('says that the build is older than the sources', async () => {
    await build();
    await writeFile(join(folder, 'app/page.tsx'), 'the page, changed');
    const ended = await start(COMPLETE);
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toMatch(/^The build is older than the sources.* Run: npm run build\n$/);
  });
});

describe.each([
  ['web', [RUN, resolve('scripts/start.ts')]],
  ['worker', ['--conditions=react-server', RUN, resolve('scripts/worker.ts')]],
  ['ingress', ['--conditions=react-server', RUN, resolve('scripts/ingress.ts')]],
])('the %s of a wrong environment', (_what, args) => {
  it('names what is missing and what is weak, once, without a stack, and ends with 1', async () => {
    await build();
    const { STRIPE_WEBHOOK_SECRET: _missing, ...rest } = COMPLETE;
    const ended = await node(args, { ...rest, SLUICE_DEMO: '0', NEXTAUTH_SECRET: 'change-me' });
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    const lines = ended.stderr.trimEnd().split('\n');
    expect(lines[0]).toBe('Sluice cannot start with this environment:');
    expect(lines.filter((line) => line.startsWith('  - STRIPE_WEBHOOK_SECRET is missing.'))).toHaveLength(1);
    expect(lines.filter((line) => line.startsWith('  - NEXTAUTH_SECRET must be'))).toHaveLength(1);
    expect(lines.slice(1, -1).every((line) => line.startsWith('  - '))).toBe(true);
    expect(lines.at(-1)).toMatch(/^Each variable is explained/);
  });
});

describe.each([
  ['web', [RUN, resolve('scripts/start.ts')]],
  ['worker', ['--conditions=react-server', RUN, resolve('scripts/worker.ts')]],
  ['ingress', ['--conditions=react-server', RUN, resolve('scripts/ingress.ts')]],
])('the %s of a deployment', (_what, args) => {
  it.each([undefined, ''])(
    'is production without being told (NODE_ENV %j): no weak secret starts it',
    async (NODE_ENV) => {
      await build();
      const ended = await node(args, {
        ...PRODUCTION,
        NODE_ENV,
        DATABASE_URL: 'postgres://postgres:postgres@127.0.0.1:1/none',
        STRIPE_SECRET_KEY: 'sk_live_example1',
        STRIPE_PUBLISHABLE_KEY: undefined,
        STRIPE_WEBHOOK_SECRET: 'whsec_changemechangeme',
        NEXTAUTH_URL: 'http://sluice.test',
        OIDC_ISSUER: undefined,
      });
      expect(ended).toMatchObject({ code: 1, stdout: '' });
      for (const sentence of [
        'DATABASE_URL has a password that is easily guessed',
        'STRIPE_SECRET_KEY is an example value',
        'STRIPE_PUBLISHABLE_KEY is missing',
        'STRIPE_WEBHOOK_SECRET is an example value',
        'NEXTAUTH_URL must be https',
        'OIDC_ISSUER is missing',
      ])
        expect(ended.stderr.split(`  - ${sentence}`), sentence).toHaveLength(2);
    },
  );

  it('names a LOG_LEVEL that is none in its list, without a stack', async () => {
    await build();
    const ended = await node(args, { ...PRODUCTION, NODE_ENV: undefined, LOG_LEVEL: 'loud' });
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toMatch(
      /^Sluice cannot start with this environment:\n {2}- LOG_LEVEL must be one of trace, [a-z, ]+\.\nEach variable [^\n]+\n$/,
    );
  });
});

describe.each([
  ['web', [RUN, resolve('scripts/start.ts')]],
  ['worker', ['--conditions=react-server', RUN, resolve('scripts/worker.ts')]],
  ['ingress', ['--conditions=react-server', RUN, resolve('scripts/ingress.ts')]],
  ['migrate', ['--conditions=react-server', RUN, resolve('scripts/db-migrate.ts')]],
  ['people:invite', ['--conditions=react-server', RUN, resolve('scripts/people-invite.ts')]],
  ['demo', [RUN, resolve('scripts/demo.ts')]],
])('the %s of a NODE_ENV that nobody knows', (_what, args) => {
  it.each(['prod', 'staging'])('is refused by name: %s', async (NODE_ENV) => {
    await build();
    const [STRIPE_SECRET_KEY, STRIPE_PUBLISHABLE_KEY] = [`sk_live_${random()}`, `pk_live_${random()}`];
    const ended = await node(args, { ...PRODUCTION, STRIPE_SECRET_KEY, STRIPE_PUBLISHABLE_KEY, NODE_ENV });
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toMatch(/^NODE_ENV must be production, development or test: [^\n]+\n$/);
  });
});

describe('npm run db:migrate with a guessed password', () => {
  const migrate = ['--conditions=react-server', RUN, resolve('scripts/db-migrate.ts')];
  const OWNER = 'postgres://weak_owner:changeme@127.0.0.1:1/none';

  it.each([
    ['of the owner', { DATABASE_MIGRATION_URL: OWNER }, 'DATABASE_MIGRATION_URL'],
    ['of the one login that there is', { DATABASE_URL: OWNER }, 'DATABASE_URL'],
    ['that it would give to the login', { DATABASE_URL: 'postgres://a:a@127.0.0.1:1/none' }, 'DATABASE_URL'],
  ])('%s is refused in production, also where NODE_ENV says nothing', async (_whose, address, name) => {
    for (const NODE_ENV of ['production', undefined, ''])
      expect(await node(migrate, { ...PRODUCTION, ...address, NODE_ENV })).toEqual({
        code: 1,
        stdout: '',
        stderr: `${name} has a password that is easily guessed; make one with: openssl rand -hex 24\n`,
      });
  });
});

describe.each([
  ['demo', [RUN, resolve('scripts/demo.ts')]],
  ['dev', [RUN, resolve('scripts/dev.ts')]],
  ['start', [RUN, resolve('scripts/start.ts')]],
  ['ingress', ['--conditions=react-server', RUN, resolve('scripts/ingress.ts')]],
])('npm run %s with a PORT that is none', (_what, args) => {
  it.each(['abc', '70000', '3000.5'])('names it in one sentence: %s', async (PORT) => {
    await build();
    const ended = await node(args, { ...COMPLETE, PORT });
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr.match(/PORT must be a whole number from 0 to 65535\.$/gm)).toHaveLength(1);
    expect(ended.stderr).not.toContain('    at ');
  });
});

describe.each([
  ['start', [RUN, resolve('scripts/start.ts')]],
  ['ingress', ['--conditions=react-server', RUN, resolve('scripts/ingress.ts')]],
])('npm run %s on a port that is taken', (_what, args) => {
  it('says so in one sentence', async () => {
    await build();
    const squatter = createServer().listen(0);
    await once(squatter, 'listening');
    const PORT = String((squatter.address() as AddressInfo).port);
    const ended = await node(args, { ...COMPLETE, PORT });
    squatter.close();
    expect(ended).toEqual({
      code: 1,
      stdout: '',
      stderr: `Port ${PORT} is taken. Set PORT to another one.\n`,
    });
  });
});

describe.each([
  ['people:invite', 'people-invite.ts', ['--email', 'olga@work.example']],
  ['people:confirm', 'people-confirm.ts', ['--email', 'olga@work.example']],
  ['db:migrate', 'db-migrate.ts', []],
  ['check:invariants', 'check-invariants.ts', [], 2],
])('npm run %s with an address that is none', (_what, script, rest, code = 1) => {
  it('names it in one sentence', async () => {
    const args = ['--conditions=react-server', RUN, resolve('scripts', script), ...rest];
    const settings = { NEXTAUTH_URL: 'http://localhost:3000', DATABASE_URL: 'mysql://localhost/sluice' };
    expect(await node(args, settings)).toEqual({
      code,
      stdout: '',
      stderr: 'DATABASE_URL is missing or is not a postgres:// address. It is explained in .env.example.\n',
    });
  });
});
